use crate::schema::join_codes;
use diesel::prelude::*;
use domain::chat::JoinCode;
use domain::{ChatId, CodeText, Timestamp, UserId};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = join_codes)]
pub(crate) struct JoinCodeRow {
    code: String,
    chat_id: i64,
    made_by: Option<i64>,
    made_at: i64,
    expires_at: i64,
    max_uses: Option<i64>,
    uses: i64,
    approval: bool,
}

impl From<JoinCodeRow> for JoinCode {
    fn from(row: JoinCodeRow) -> Self {
        Self {
            code: CodeText::from_stored(row.code),
            chat: ChatId(row.chat_id),
            made_by: row.made_by.map(UserId),
            made_at: Timestamp(row.made_at),
            expires_at: Timestamp(row.expires_at),
            max_uses: row.max_uses,
            uses: row.uses,
            approval: row.approval,
        }
    }
}

impl From<&JoinCode> for JoinCodeRow {
    fn from(code: &JoinCode) -> Self {
        Self {
            code: code.code.as_str().to_owned(),
            chat_id: code.chat.0,
            made_by: code.made_by.map(|user| user.0),
            made_at: code.made_at.0,
            expires_at: code.expires_at.0,
            max_uses: code.max_uses,
            uses: code.uses,
            approval: code.approval,
        }
    }
}
