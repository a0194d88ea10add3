use crate::schema::mail_links;
use diesel::prelude::*;
use domain::mail::{Link, LinkId, Purpose};
use domain::{Email, Timestamp, UserId};

const PASSWORD: i32 = 0;
const ADDRESS: i32 = 1;
const TAKEN: i32 = 2;

pub(crate) const fn purpose_number(purpose: Purpose) -> i32 {
    match purpose {
        Purpose::Password => PASSWORD,
        Purpose::Address => ADDRESS,
        Purpose::Taken => TAKEN,
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = mail_links)]
pub(crate) struct LinkRow {
    id: i64,
    user_id: i64,
    purpose: i32,
    email: String,
    hash: Option<Vec<u8>>,
    expires_at: i64,
    spent_at: Option<i64>,
}

impl From<LinkRow> for Link {
    fn from(row: LinkRow) -> Self {
        Self {
            id: LinkId(row.id),
            user: UserId(row.user_id),
            purpose: match row.purpose {
                PASSWORD => Purpose::Password,
                TAKEN => Purpose::Taken,
                _ => Purpose::Address,
            },
            email: Email::from_stored(row.email),
            hash: row.hash,
            expires_at: Timestamp(row.expires_at),
            spent_at: row.spent_at.map(Timestamp),
        }
    }
}
