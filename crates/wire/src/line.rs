//! What a conversation shows of the changes of its group.

use crate::User;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What happened to a group. Others may come: pass over a line whose kind you don't know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// It was made by `by`; `changes` has its title.
    Created,
    /// `users` came by themselves: by a code, an invitation, or because it is public.
    Joined,
    /// `by` brought `users` in, or let them in.
    Added,
    /// `users` left.
    Left,
    /// `by` took `users` out.
    Removed,
    /// `by` took `users` out, and keeps them out.
    Banned,
    /// `users` have the role in `changes`, given by `by`, or inherited.
    Role,
    /// `by` made the `changes`.
    Edited,
}

/// One thing that was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Changed {
    /// `title`, `description`, `rules`, `color`, `role`, or a setting of the group by its name.
    pub what: String,
    /// What it is now; of description and rules only `set` where there are any; null for none.
    pub to: Option<String>,
}

/// A system line of a conversation. It never changes; its `rev` names it within its chat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Line {
    /// The change of the chat that it tells of.
    pub rev: i64,
    /// It stands behind this message, and among others there by `rev`; 0 before the first.
    pub after_seq: i64,
    /// When.
    #[serde(with = "crate::time::at")]
    #[schema(value_type = String, format = DateTime)]
    pub at: i64,
    /// What happened.
    pub kind: LineKind,
    /// Who did it; missing when nobody else did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<User>,
    /// To whom, by id; at most 100.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub users: Vec<User>,
    /// What was changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Changed>,
}

impl From<domain::chat::LineKind> for LineKind {
    fn from(kind: domain::chat::LineKind) -> Self {
        match kind {
            domain::chat::LineKind::Created => Self::Created,
            domain::chat::LineKind::Joined => Self::Joined,
            domain::chat::LineKind::Added => Self::Added,
            domain::chat::LineKind::Left => Self::Left,
            domain::chat::LineKind::Removed => Self::Removed,
            domain::chat::LineKind::Banned => Self::Banned,
            domain::chat::LineKind::Role => Self::Role,
            domain::chat::LineKind::Edited => Self::Edited,
        }
    }
}

impl From<domain::chat::Line> for Line {
    fn from(line: domain::chat::Line) -> Self {
        // Everybody reads the same line: when somebody was last there is not for everybody.
        let named = |brief: domain::UserBrief| User { last_seen: None, ..brief.into() };
        let changed = |change: domain::chat::Changed| Changed { what: change.what, to: change.to };
        Self {
            rev: line.rev.0,
            after_seq: line.after.0,
            at: line.at.0,
            kind: line.kind.into(),
            by: line.by.map(named),
            users: line.users.into_iter().map(named).collect(),
            changes: line.changes.into_iter().map(changed).collect(),
        }
    }
}
