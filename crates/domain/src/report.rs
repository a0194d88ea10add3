//! What people report to the administrators.

use crate::admin::{self, AdminError, Authority, Target};
use crate::error::catalogue;
use crate::port::{Read, StoreError, Tx};
use crate::{Actor, ChatId, Event, Membership, Note, Seq, Timestamp, User, UserId};

/// The place of a report; a later one has a greater one.
pub type ReportId = i64;

/// Most reports of one person that may wait at a time.
pub const MOST_OPEN: i64 = 50;

/// Why something is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Unasked for, to many.
    Spam,
    /// Against somebody.
    Harassment,
    /// Against a group of people.
    Hate,
    /// Threats, or calls for it.
    Violence,
    /// Where it has no place.
    Sexual,
    /// Against the law.
    Illegal,
    /// Something else; the note says what.
    Other,
}

impl Reason {
    const ALL: [Self; 7] = [
        Self::Spam,
        Self::Harassment,
        Self::Hate,
        Self::Violence,
        Self::Sexual,
        Self::Illegal,
        Self::Other,
    ];

    /// As it is stored and told.
    pub fn name(self) -> &'static str {
        match self {
            Self::Spam => "spam",
            Self::Harassment => "harassment",
            Self::Hate => "hate",
            Self::Violence => "violence",
            Self::Sexual => "sexual",
            Self::Illegal => "illegal",
            Self::Other => "other",
        }
    }

    /// The reason of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }
}

/// What became of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportState {
    /// It waits.
    Open,
    /// Something was done.
    Resolved,
    /// Nothing had to be done.
    Dismissed,
}

/// A report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Its place.
    pub id: ReportId,
    /// Who reports.
    pub reporter: UserId,
    /// Whom.
    pub subject: UserId,
    /// Which message of theirs, if it is about one.
    pub message: Option<(ChatId, Seq)>,
    /// Why.
    pub reason: Reason,
    /// In the reporter's words.
    pub note: String,
    /// The message as it was then.
    pub quote: Option<String>,
    /// When.
    pub made_at: Timestamp,
    /// What became of it.
    pub state: ReportState,
    /// Who decided; `None` while it waits.
    pub decided_by: Option<UserId>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// In their words.
    pub decision: Option<String>,
}

/// What is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A person.
    Person(UserId),
    /// A message.
    Message(ChatId, Seq),
}

/// A report to be made.
#[derive(Clone, Debug)]
pub struct NewReport {
    /// What is reported.
    pub about: About,
    /// Why.
    pub reason: Reason,
    /// In the reporter's words.
    pub note: Option<Note>,
    /// Now.
    pub at: Timestamp,
}

/// Why something could not be reported or decided.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// There is no such person.
    #[error("no such user")]
    NoSuchUser,
    /// No such chat, or the reporter isn't in it.
    #[error("no such chat")]
    NoSuchChat,
    /// No such message.
    #[error("no such message")]
    NoSuchMessage,
    /// It is the reporter.
    #[error("you can't report yourself")]
    Self_,
    /// There are enough.
    #[error("wait until your other reports are looked at")]
    TooMany,
    /// No such report.
    #[error("no such report")]
    NotFound,
    /// Somebody decided it already, otherwise.
    #[error("this report is decided already")]
    Decided,
    /// The actor is no administrator.
    #[error(transparent)]
    Admin(#[from] AdminError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

catalogue!(ReportError {
    NoSuchUser => NotFound "user_not_found",
    NoSuchChat => NotFound "chat_not_found",
    NoSuchMessage => NotFound "message_not_found",
    Self_ => Invalid "report_of_self",
    TooMany => Conflict "too_many_reports",
    NotFound => NotFound "report_not_found",
    Decided => Conflict "report_decided",
} inner Admin, Store);

/// Whom a report is about, and the words, if the reporter may see them.
fn look(
    tx: &mut dyn Tx,
    actor: &Actor,
    about: About,
) -> Result<(UserId, Option<String>), ReportError> {
    match about {
        About::Person(user) => {
            let there = tx.user(user)?.filter(|user| user.deleted_at.is_none());
            Ok((there.ok_or(ReportError::NoSuchUser)?.id, None))
        }
        About::Message(chat, seq) => {
            let me = tx.membership(chat, actor.user)?.filter(Membership::is_current);
            let me = me.ok_or(ReportError::NoSuchChat)?;
            let found = tx.messages(actor.user, chat, seq, seq)?.into_iter().next();
            let found = found.filter(|message| message.deleted.is_none() && me.sees(message));
            let found = found.ok_or(ReportError::NoSuchMessage)?;
            Ok((found.sender, Some(found.text.as_str().to_owned())))
        }
    }
}

/// Reports a person, or a message with its words as they are now. The same again is the same report.
///
/// # Errors
/// When the reporter doesn't see it, it is themselves, or they wait for too many.
pub fn report(
    tx: &mut dyn Tx,
    actor: &Actor,
    new: &NewReport,
) -> Result<(Report, bool), ReportError> {
    let (subject, quote) = look(tx, actor, new.about)?;
    if subject == actor.user {
        return Err(ReportError::Self_);
    }
    // Two at once would both find room.
    tx.lock_user(actor.user)?;
    if let Some(same) = tx.open_report(actor.user, subject, new.about)? {
        return Ok((same, false));
    }
    if tx.count_reports(Some(actor.user))? >= MOST_OPEN {
        return Err(ReportError::TooMany);
    }
    let made = tx.insert_report(actor.user, subject, new, quote.as_deref())?;
    tell(tx)?;
    Ok((made, true))
}

/// Tells the administrators how many wait.
fn tell(tx: &mut dyn Tx) -> Result<(), StoreError> {
    let open = tx.count_reports(None)?;
    let admins = tx.administrators()?;
    tx.emit(Event::ReportsOpen { admins, open });
    Ok(())
}

/// Decides an open report, with a note for the other administrators.
///
/// # Errors
/// When the actor is no administrator, there is no such report, or it was decided otherwise.
pub fn decide(
    tx: &mut dyn Tx,
    by: &Authority,
    id: ReportId,
    state: ReportState,
    note: Option<&Note>,
) -> Result<Report, ReportError> {
    admin::authorise(tx, by)?;
    let mut found = tx.lock_report(id)?.ok_or(ReportError::NotFound)?;
    if found.state == state {
        return Ok(found);
    }
    if found.state != ReportState::Open {
        return Err(ReportError::Decided);
    }
    found.state = state;
    found.decided_by = by.actor.map(|actor| actor.user);
    found.decided_at = Some(by.at);
    found.decision = note.map(|note| note.as_str().to_owned());
    tx.decide_report(&found)?;
    let action = match state {
        ReportState::Dismissed => "report.dismiss",
        ReportState::Open | ReportState::Resolved => "report.resolve",
    };
    admin::note(tx, by, action, Target::Report(id), &[])?;
    tell(tx)?;
    Ok(found)
}

/// A page of reports with the people in them.
#[derive(Clone, Debug)]
pub struct Reports {
    /// Newest first.
    pub items: Vec<Report>,
    /// The people whom they name, by id.
    pub people: Vec<User>,
    /// How many wait in all.
    pub open: i64,
}

/// Reports of a state before one, newest first.
///
/// # Errors
/// When the actor is no administrator.
pub fn list(
    read: &mut dyn Read,
    actor: &Actor,
    state: ReportState,
    before: Option<ReportId>,
    limit: usize,
) -> Result<Reports, AdminError> {
    admin::check(read, actor)?;
    let items = read.reports(state, before, limit)?;
    let mut ids: Vec<UserId> = items.iter().flat_map(|one| [one.reporter, one.subject]).collect();
    ids.extend(items.iter().filter_map(|one| one.decided_by));
    ids.sort_unstable();
    ids.dedup();
    let people = read.users(&ids)?;
    Ok(Reports { items, people, open: read.count_reports(None)? })
}
