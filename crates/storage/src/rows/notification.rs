use super::BriefRow;
use crate::schema::notifications;
use diesel::prelude::*;
use domain::notification::{Kind, Notification};
use domain::{ChatId, NotificationId, Rev, Seq, Timestamp};

#[derive(Queryable, Selectable)]
#[diesel(table_name = notifications)]
pub(crate) struct NotificationRow {
    id: i64,
    rev: i64,
    kind: i32,
    chat_id: Option<i64>,
    seq: Option<i64>,
    detail: Option<String>,
    at: i64,
    read_at: Option<i64>,
}

const KINDS: [Kind; 10] = [
    Kind::FriendRequest,
    Kind::FriendAccepted,
    Kind::AddedToGroup,
    Kind::Mention,
    Kind::SignIn,
    Kind::PasswordChanged,
    Kind::SignedOut,
    Kind::Reply,
    Kind::JoinRequest,
    Kind::GroupInvitation,
];

pub(crate) const fn notification_number(kind: Kind) -> i32 {
    match kind {
        Kind::FriendRequest => 0,
        Kind::FriendAccepted => 1,
        Kind::AddedToGroup => 2,
        Kind::Mention => 3,
        Kind::SignIn => 4,
        Kind::PasswordChanged => 5,
        Kind::SignedOut => 6,
        Kind::Reply => 10,
        Kind::JoinRequest => 20,
        Kind::GroupInvitation => 21,
    }
}

/// A notification with whoever caused it.
pub(crate) fn notification(
    (row, actor): (NotificationRow, Option<BriefRow>),
) -> diesel::QueryResult<Notification> {
    let kind = KINDS.into_iter().find(|kind| notification_number(*kind) == row.kind);
    let unknown = || {
        let text = format!("a notification of kind {}", row.kind);
        diesel::result::Error::DeserializationError(text.into())
    };
    Ok(Notification {
        id: NotificationId(row.id),
        rev: Rev(row.rev),
        kind: kind.ok_or_else(unknown)?,
        actor: actor.map(Into::into),
        chat: row.chat_id.map(ChatId),
        seq: row.seq.map(Seq),
        detail: row.detail,
        at: Timestamp(row.at),
        read_at: row.read_at.map(Timestamp),
    })
}
