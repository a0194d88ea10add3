use super::acts::{
    add, answer, ban, call_all, color, delete, description, edit, export, let_in, make, pin, react,
    reactions, remove, revoke, role, rules, say, set, there, title,
};
use super::{Outcome, Stage};
use crate::chat::permission::Action;
use crate::chat::{self, KeepChat, PastFor, SettingsPatch, Who};
use crate::message::{self, ClearHistory, HideMessage, History, MarkRead};
use crate::port::Tx;
use crate::quiet::{Mute, MuteChat, mute_chat};
use crate::sync::chat_changes;
use crate::{Actor, Problem, Rev, Role, Seq};

/// Somebody does something.
pub(super) type Deed = fn(&mut dyn Tx, &Actor, &Stage) -> Outcome;

/// A setting of a group that is not as usual.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Setting {
    Usual,
    Write,
    Add,
    Pin,
    EditInfo,
    Slow,
    History,
    Public,
}

impl Setting {
    pub(super) const ALL: [Self; 8] = [
        Self::Usual,
        Self::Write,
        Self::Add,
        Self::Pin,
        Self::EditInfo,
        Self::Slow,
        Self::History,
        Self::Public,
    ];

    /// Sets it otherwise than usual.
    pub(super) fn on(self) -> SettingsPatch {
        let none = SettingsPatch::default();
        match self {
            Self::Usual => none,
            Self::Write => SettingsPatch { write: Some(Who::Admins), ..none },
            Self::Add => SettingsPatch { add: Some(Who::Everyone), ..none },
            Self::Pin => SettingsPatch { pin: Some(Who::Everyone), ..none },
            Self::EditInfo => SettingsPatch { edit_info: Some(Who::Everyone), ..none },
            Self::Slow => SettingsPatch { slow_mode_s: Some(3_600), ..none },
            Self::History => SettingsPatch { history: Some(PastFor::FromJoining), ..none },
            Self::Public => SettingsPatch { public: Some(true), ..none },
        }
    }

    /// Sets all as usual.
    pub(super) fn usual() -> SettingsPatch {
        SettingsPatch {
            write: Some(Who::Everyone),
            add: Some(Who::Admins),
            pin: Some(Who::Admins),
            edit_info: Some(Who::Admins),
            slow_mode_s: Some(0),
            history: Some(PastFor::All),
            public: Some(false),
        }
    }
}

/// A deed, and what comes of it by the owner, an admin and a member.
#[derive(Clone, Copy)]
pub(super) struct Row {
    pub(super) name: &'static str,
    /// What of the table it is; `None` for what every member may.
    pub(super) action: Option<Action>,
    pub(super) deed: Deed,
    usual: [&'static str; 3],
    /// Where one setting makes it another.
    other: Option<(Setting, [&'static str; 3])>,
}

impl Row {
    pub(super) fn wanted(&self, setting: Setting) -> [&'static str; 3] {
        self.other.filter(|(with, _)| *with == setting).map_or(self.usual, |(_, cells)| cells)
    }
}

pub(super) fn code_of<T, E: Problem>(done: Result<T, E>) -> Outcome {
    done.map(drop).map_err(|error| error.code())
}

const ALL: [&str; 3] = ["ok"; 3];
const ADMINS: [&str; 3] = ["ok", "ok", "not_admin"];
const OWNER: [&str; 3] = ["ok", "not_owner", "not_owner"];
const OVER_ADMINS: [&str; 3] = ["ok", "not_owner", "not_admin"];
const WRITERS: [&str; 3] = ["ok", "ok", "admins_only"];

const fn row(
    name: &'static str,
    action: Option<Action>,
    usual: [&'static str; 3],
    deed: Deed,
) -> Row {
    Row { name, action, deed, usual, other: None }
}

const fn but(row: Row, setting: Setting, cells: [&'static str; 3]) -> Row {
    Row { other: Some((setting, cells)), ..row }
}

/// What there is to do in a group.
pub(super) const DEEDS: &[Row] = &[
    but(
        row("write", Some(Action::Write), ALL, |tx, who, s| say(tx, who, s, "1")),
        Setting::Write,
        WRITERS,
    ),
    but(
        row("write again", Some(Action::WriteAtOnce), ALL, |tx, who, s| {
            // Who may not write at all is the row above.
            match say(tx, who, s, "1") {
                Ok(()) => say(tx, who, s, "2"),
                Err("admins_only") => Ok(()),
                refused => refused,
            }
        }),
        Setting::Slow,
        ["ok", "ok", "slow_mode"],
    ),
    but(row("answer", Some(Action::Write), ALL, answer), Setting::Write, WRITERS),
    but(
        row("edit what one wrote", Some(Action::Write), ALL, |tx, who, s| {
            edit(tx, who, s, s.own(who))
        }),
        Setting::Write,
        WRITERS,
    ),
    but(
        row("edit another's", None, ["not_your_message"; 3], |tx, who, s| {
            edit(tx, who, s, s.others(who))
        }),
        Setting::Write,
        ["not_your_message", "not_your_message", "admins_only"],
    ),
    but(
        row("react", Some(Action::Write), ALL, |tx, who, s| react(tx, who, s, true)),
        Setting::Write,
        WRITERS,
    ),
    but(
        row("take a reaction back", Some(Action::Write), ALL, |tx, who, s| {
            react(tx, who, s, false)
        }),
        Setting::Write,
        WRITERS,
    ),
    row("delete what one wrote", None, ALL, |tx, who, s| delete(tx, who, s, s.own(who))),
    row(
        "delete another's",
        Some(Action::DeleteOthers),
        ["ok", "ok", "may_not_delete"],
        |tx, who, s| delete(tx, who, s, s.others(who)),
    ),
    but(
        row("pin", Some(Action::Pin), ["ok", "ok", "may_not_pin"], |tx, who, s| {
            pin(tx, who, s, 1, true)
        }),
        Setting::Pin,
        ALL,
    ),
    but(
        row("unpin", Some(Action::Pin), ["ok", "ok", "may_not_pin"], |tx, who, s| {
            pin(tx, who, s, 5, false)
        }),
        Setting::Pin,
        ALL,
    ),
    but(
        row("call everybody", Some(Action::MentionAll), ["ok", "ok", "nobody_heard"], call_all),
        Setting::Write,
        WRITERS,
    ),
    but(row("title", Some(Action::EditInfo), ADMINS, title), Setting::EditInfo, ALL),
    but(row("description", Some(Action::EditInfo), ADMINS, description), Setting::EditInfo, ALL),
    but(row("rules", Some(Action::EditInfo), ADMINS, rules), Setting::EditInfo, ALL),
    but(row("colour", Some(Action::EditInfo), ADMINS, color), Setting::EditInfo, ALL),
    row("who may write", Some(Action::ChangeSettings), ADMINS, |tx, who, s| {
        set(tx, who, s, Setting::Write)
    }),
    row("who may add", Some(Action::ChangeSettings), ADMINS, |tx, who, s| {
        set(tx, who, s, Setting::Add)
    }),
    row("who may pin", Some(Action::ChangeSettings), ADMINS, |tx, who, s| {
        set(tx, who, s, Setting::Pin)
    }),
    row("who may edit", Some(Action::ChangeSettings), ADMINS, |tx, who, s| {
        set(tx, who, s, Setting::EditInfo)
    }),
    row("slow mode", Some(Action::ChangeSettings), ADMINS, |tx, who, s| {
        set(tx, who, s, Setting::Slow)
    }),
    row("the past", Some(Action::ChangeSettings), ADMINS, |tx, who, s| {
        set(tx, who, s, Setting::History)
    }),
    row("public", Some(Action::ChangeSettings), ADMINS, |tx, who, s| {
        set(tx, who, s, Setting::Public)
    }),
    but(row("bring in", Some(Action::AddMembers), ADMINS, add), Setting::Add, ALL),
    but(row("make a code", Some(Action::MakeCodes), ADMINS, make), Setting::Add, ALL),
    but(
        row("see codes", Some(Action::SeeCodes), ADMINS, |tx, who, s| {
            code_of(chat::codes(tx.as_read(), who, s.chat, s.at))
        }),
        Setting::Add,
        ALL,
    ),
    but(
        row("take back one's own code", Some(Action::SeeCodes), ADMINS, |tx, who, s| {
            revoke(tx, who, s, who)
        }),
        Setting::Add,
        ALL,
    ),
    row("take back another's code", Some(Action::RevokeCodes), ADMINS, |tx, who, s| {
        let owners = s.owner == *who;
        revoke(tx, who, s, if owners { &s.cast[1] } else { &s.owner })
    }),
    but(
        row("see who asks", Some(Action::AnswerRequests), ADMINS, |tx, who, s| {
            code_of(chat::join_requests(tx.as_read(), who, s.chat, None, 9))
        }),
        Setting::Add,
        ALL,
    ),
    but(
        row("let in", Some(Action::AnswerRequests), ADMINS, |tx, who, s| let_in(tx, who, s, true)),
        Setting::Add,
        ALL,
    ),
    but(
        row("turn away", Some(Action::AnswerRequests), ADMINS, |tx, who, s| {
            let_in(tx, who, s, false)
        }),
        Setting::Add,
        ALL,
    ),
    row("take out a member", Some(Action::RemoveMember), ADMINS, |tx, who, s| {
        remove(tx, who, s, &s.target)
    }),
    row("take out an admin", Some(Action::RemoveAdmin), OVER_ADMINS, |tx, who, s| {
        remove(tx, who, s, &s.deputy)
    }),
    // By the owner this is leaving.
    row("take out the owner", Some(Action::RemoveAdmin), OVER_ADMINS, |tx, who, s| {
        remove(tx, who, s, &s.owner)
    }),
    row("ban a member", Some(Action::Ban), ADMINS, |tx, who, s| ban(tx, who, s, &s.target)),
    row("ban somebody outside", Some(Action::Ban), ADMINS, |tx, who, s| {
        ban(tx, who, s, &s.stranger)
    }),
    row("ban an admin", Some(Action::Ban), OVER_ADMINS, |tx, who, s| ban(tx, who, s, &s.deputy)),
    row(
        "ban the owner",
        Some(Action::Ban),
        ["ban_of_self", "not_owner", "not_admin"],
        |tx, who, s| ban(tx, who, s, &s.owner),
    ),
    row("lift a ban", Some(Action::Ban), ADMINS, |tx, who, s| {
        code_of(chat::lift_ban(tx, who, s.chat, s.cast[6].user))
    }),
    row("see bans", Some(Action::Ban), ADMINS, |tx, who, s| {
        code_of(chat::bans(tx.as_read(), who, s.chat, None, 9))
    }),
    row("make an admin", Some(Action::Promote), OWNER, |tx, who, s| {
        role(tx, who, s, &s.target, Role::Admin)
    }),
    row("make a member of an admin", Some(Action::Demote), OWNER, |tx, who, s| {
        role(tx, who, s, &s.deputy, Role::Member)
    }),
    row("hand over", Some(Action::Transfer), OWNER, |tx, who, s| {
        role(tx, who, s, &s.target, Role::Owner)
    }),
    row("step down", None, ["owner_stays", "ok", "ok"], |tx, who, s| {
        role(tx, who, s, who, Role::Member)
    }),
    row(
        "make oneself an admin",
        Some(Action::Promote),
        ["owner_stays", "ok", "not_owner"],
        |tx, who, s| role(tx, who, s, who, Role::Admin),
    ),
    row("make oneself the owner", Some(Action::Transfer), OWNER, |tx, who, s| {
        role(tx, who, s, who, Role::Owner)
    }),
    row(
        "depose the owner",
        Some(Action::Demote),
        ["owner_stays", "not_owner", "not_owner"],
        |tx, who, s| role(tx, who, s, &s.owner, Role::Member),
    ),
    row("leave", Some(Action::Leave), ALL, |tx, who, s| remove(tx, who, s, who)),
    row("read", None, ALL, |tx, who, s| {
        code_of(message::history(tx.as_read(), who, s.chat, History::Latest, 9))
    }),
    row("read versions", None, ALL, |tx, who, s| {
        code_of(message::versions(tx.as_read(), who, s.chat, Seq(1)))
    }),
    row("see readers", None, ALL, |tx, who, s| {
        code_of(message::readers(tx.as_read(), who, (s.chat, Seq(1)), None, 9))
    }),
    row("see reactions", None, ALL, reactions),
    row("see pins", None, ALL, |tx, who, s| code_of(message::pins(tx.as_read(), who, s.chat))),
    row("export", None, ALL, export),
    row("see the chat", None, ALL, |tx, who, s| there(chat::summary(tx.as_read(), who, s.chat))),
    row("sync", None, ALL, |tx, who, s| there(chat_changes(tx.as_read(), who, s.chat, Rev(0), 9))),
    row("mark as read", None, ALL, |tx, who, s| {
        code_of(message::mark_read(tx, who, MarkRead { chat: s.chat, seq: Seq(5), at: s.at }))
    }),
    row("delete for oneself", None, ALL, |tx, who, s| {
        code_of(message::hide(tx, who, HideMessage { chat: s.chat, seq: Seq(1) }))
    }),
    row("clear", None, ALL, |tx, who, s| {
        code_of(message::clear(tx, who, ClearHistory { chat: s.chat }))
    }),
    row("keep on top", None, ALL, |tx, who, s| {
        code_of(chat::keep(tx, who, KeepChat { pinned: Some(true), ..KeepChat::of(s.chat, s.at) }))
    }),
    row("mute", None, ALL, |tx, who, s| {
        code_of(mute_chat(tx, who, MuteChat { chat: s.chat, mute: Some(Mute::Forever) }))
    }),
];
