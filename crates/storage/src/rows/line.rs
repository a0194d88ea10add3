use crate::schema::chat_lines;
use diesel::prelude::*;
use domain::chat::{Changed, LineKind, NewLine};
use domain::{ChatId, Rev, Seq};

/// Behind a name, before its value.
const VALUE: char = '\u{1F}';
/// Behind a name or its value.
const END: char = '\u{1E}';

const KINDS: [LineKind; 8] = [
    LineKind::Created,
    LineKind::Joined,
    LineKind::Added,
    LineKind::Left,
    LineKind::Removed,
    LineKind::Banned,
    LineKind::Role,
    LineKind::Edited,
];

fn kind_number(kind: LineKind) -> i32 {
    let place = KINDS.iter().position(|known| *known == kind).and_then(|at| i32::try_from(at).ok());
    place.unwrap_or_default()
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = chat_lines)]
pub(crate) struct LineRow {
    chat_id: i64,
    pub(crate) rev: i64,
    pub(crate) after_seq: i64,
    pub(crate) at: i64,
    kind: i32,
    pub(crate) by_id: Option<i64>,
    user_ids: String,
    changes: String,
}

impl LineRow {
    pub(crate) fn new(chat: ChatId, rev: Rev, after: Seq, new: &NewLine) -> Self {
        let ids: Vec<String> = new.users.iter().map(|user| user.0.to_string()).collect();
        let mut changes = String::new();
        for Changed { what, to } in &new.changes {
            changes.push_str(what);
            if let Some(to) = to {
                changes.push(VALUE);
                changes.push_str(to);
            }
            changes.push(END);
        }
        Self {
            chat_id: chat.0,
            rev: rev.0,
            after_seq: after.0,
            at: new.at.0,
            kind: kind_number(new.kind),
            by_id: new.by.map(|by| by.0),
            user_ids: ids.join(","),
            changes,
        }
    }

    pub(crate) fn kind(&self) -> LineKind {
        let place = usize::try_from(self.kind).unwrap_or_default();
        KINDS.get(place).copied().unwrap_or(LineKind::Edited)
    }

    /// To whom it happened.
    pub(crate) fn user_ids(&self) -> impl Iterator<Item = i64> {
        self.user_ids.split(',').filter_map(|id| id.parse().ok())
    }

    pub(crate) fn changes(&self) -> Vec<Changed> {
        let one = |text: &str| {
            let (what, to) =
                text.split_once(VALUE).map_or((text, None), |(what, to)| (what, Some(to)));
            Changed { what: what.to_owned(), to: to.map(str::to_owned) }
        };
        self.changes.split_terminator(END).map(one).collect()
    }
}
