use crate::schema::invitations;
use diesel::prelude::*;
use domain::invitation::Invitation;
use domain::{Timestamp, UserId};

#[derive(Queryable, Selectable)]
#[diesel(table_name = invitations)]
pub(crate) struct InvitationRow {
    id: i64,
    made_by: Option<i64>,
    note: String,
    made_at: i64,
    expires_at: i64,
    max_uses: i64,
    uses: i64,
    revoked_at: Option<i64>,
}

impl From<InvitationRow> for Invitation {
    fn from(row: InvitationRow) -> Self {
        Self {
            id: row.id,
            made_by: row.made_by.map(UserId),
            note: row.note,
            made_at: Timestamp(row.made_at),
            expires_at: Timestamp(row.expires_at),
            max_uses: row.max_uses,
            uses: row.uses,
            revoked_at: row.revoked_at.map(Timestamp),
        }
    }
}
