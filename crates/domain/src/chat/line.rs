//! System lines: what a conversation shows of the changes of its group.

use super::settings::GroupSettings;
use super::{Chat, PastFor, Role, Who};
use crate::port::{StoreError, Tx};
use crate::{ChatId, Rev, Seq, Timestamp, Title, UserBrief, UserId};

/// Most lines that come with a page of history; of more the newest.
pub const MAX_LINES: usize = 200;

/// What happened to a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// It was made.
    Created,
    /// People came by themselves.
    Joined,
    /// Somebody brought people in.
    Added,
    /// Somebody left.
    Left,
    /// Somebody was taken out.
    Removed,
    /// Somebody was taken out and is kept out.
    Banned,
    /// Somebody has another role.
    Role,
    /// It tells something else of itself, or is run another way.
    Edited,
}

/// One thing that a line says was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// What, by its name in the API.
    pub what: String,
    /// What it is now, where that is short and there is something.
    pub to: Option<String>,
}

impl Changed {
    fn new(what: &str, to: Option<&str>) -> Self {
        Self { what: what.to_owned(), to: to.map(str::to_owned) }
    }
}

/// A line that a change of a group leaves in its conversation. It never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where.
    pub chat: ChatId,
    /// The change that it tells of: no two lines of a chat have the same.
    pub rev: Rev,
    /// It stands behind this message; 0 before the first.
    pub after: Seq,
    /// When.
    pub at: Timestamp,
    /// What happened.
    pub kind: LineKind,
    /// Who did it; `None` when nobody else did.
    pub by: Option<UserBrief>,
    /// To whom, by id.
    pub users: Vec<UserBrief>,
    /// What was changed: the title of a new group, a role, what was edited.
    pub changes: Vec<Changed>,
}

/// A line to be written.
#[derive(Clone, Debug)]
pub struct NewLine {
    /// What happened.
    pub kind: LineKind,
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub by: Option<UserId>,
    /// To whom.
    pub users: Vec<UserId>,
    /// What was changed.
    pub changes: Vec<Changed>,
}

impl NewLine {
    /// Somebody did this to some.
    pub(super) fn of(kind: LineKind, at: Timestamp, by: Option<UserId>, users: &[UserId]) -> Self {
        Self { kind, at, by, users: users.to_vec(), changes: Vec::new() }
    }

    /// The same with a title.
    pub(super) fn titled(mut self, title: Option<&Title>) -> Self {
        self.changes.push(Changed::new("title", title.map(Title::as_str)));
        self
    }

    /// The same with a role.
    pub(super) fn role(mut self, role: Role) -> Self {
        let name = match role {
            Role::Owner => "owner",
            Role::Admin => "admin",
            Role::Member => "member",
        };
        self.changes.push(Changed::new("role", Some(name)));
        self
    }
}

/// Writes the line of a locked group's change `rev`.
pub(super) fn put_line(
    tx: &mut dyn Tx,
    chat: &Chat,
    rev: Rev,
    new: NewLine,
) -> Result<Box<Line>, StoreError> {
    tx.put_line(chat.id, rev, chat.last_seq, &new)?;
    let mut named = new.users.clone();
    named.extend(new.by);
    named.sort_unstable();
    named.dedup();
    let briefs: Vec<UserBrief> = tx.users(&named)?.iter().map(crate::User::brief).collect();
    let brief = |id: &UserId| briefs.iter().find(|brief| brief.id == *id).cloned();
    let (by, users) = (new.by.as_ref().and_then(brief), new.users.iter().filter_map(brief));
    let (chat, after) = (chat.id, chat.last_seq);
    let (users, NewLine { kind, at, changes, .. }) = (users.collect(), new);
    Ok(Box::new(Line { chat, rev, after, at, kind, by, users, changes }))
}

/// What is another in a group than it was.
pub(super) fn differences(before: &Chat, after: &Chat) -> Vec<Changed> {
    let mut all = Vec::new();
    if before.title != after.title {
        all.push(Changed::new("title", after.title.as_ref().map(Title::as_str)));
    }
    // The texts are long: that there is one is enough.
    let there = |is: bool| is.then_some("set");
    if before.info.description != after.info.description {
        all.push(Changed::new("description", there(after.info.description.is_some())));
    }
    if before.info.rules != after.info.rules {
        all.push(Changed::new("rules", there(after.info.rules.is_some())));
    }
    if before.info.color != after.info.color {
        let color = after.info.color.as_ref().map(crate::Color::as_str);
        all.push(Changed::new("color", color));
    }
    let (old, new) = (&before.settings, &after.settings);
    for (what, setting) in SETTINGS {
        let to = setting(new);
        if setting(old) != to {
            all.push(Changed::new(what, Some(&to)));
        }
    }
    all
}

type Setting = fn(&GroupSettings) -> String;

/// The settings by their names in the API.
const SETTINGS: [(&str, Setting); 7] = [
    ("who_may_write", |settings| who(settings.write)),
    ("who_may_add", |settings| who(settings.add)),
    ("who_may_pin", |settings| who(settings.pin)),
    ("who_may_edit_info", |settings| who(settings.edit_info)),
    ("slow_mode_s", |settings| settings.slow_mode_s.to_string()),
    ("history", |settings| {
        let past = match settings.history {
            PastFor::All => "all",
            PastFor::FromJoining => "from_joining",
        };
        past.to_owned()
    }),
    ("public", |settings| settings.public.to_string()),
];

fn who(who: Who) -> String {
    let name = match who {
        Who::Everyone => "everyone",
        Who::Admins => "admins",
    };
    name.to_owned()
}
