use crate::schema::users;
use crate::search;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};
use domain::rights::Audience;
use domain::{
    Bio, DisplayName, Email, Handle, Language, Privacy, Profile, Rev, Status, StatusText, TimeZone,
    Timestamp, User, UserBrief, UserId,
};

const fn audience_number(audience: Audience) -> i32 {
    match audience {
        Audience::Nobody => 0,
        Audience::Friends => 1,
        Audience::SharedGroup => 2,
        Audience::Everyone => 3,
    }
}

const fn audience_of(number: i32) -> Audience {
    match number {
        3 => Audience::Everyone,
        2 => Audience::SharedGroup,
        1 => Audience::Friends,
        // What isn't known is shown to nobody.
        _ => Audience::Nobody,
    }
}

fn status(text: Option<String>, until: Option<i64>) -> Option<Status> {
    let until = until.map(Timestamp);
    text.map(|text| Status { text: StatusText::from_stored(text), until })
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
pub(crate) struct UserRow {
    id: i64,
    handle: String,
    email: String,
    display_name: String,
    is_admin: bool,
    created_at: i64,
    last_seen: Option<i64>,
    rev: i64,
    suspended_at: Option<i64>,
    bio: Option<String>,
    status_text: Option<String>,
    status_until: Option<i64>,
    time_zone: Option<String>,
    language: Option<String>,
    messages_from: i32,
    presence_to: i32,
    read_receipts: bool,
    findable_by_email: bool,
    account_rev: i64,
    deactivated_at: Option<i64>,
    deleted_at: Option<i64>,
    email_verified_at: Option<i64>,
    groups_from: i32,
}

impl From<UserRow> for User {
    fn from(row: UserRow) -> Self {
        Self {
            id: UserId(row.id),
            handle: Handle::from_stored(row.handle),
            email: Email::from_stored(row.email),
            display_name: DisplayName::from_stored(row.display_name),
            profile: Profile {
                bio: row.bio.map(Bio::from_stored),
                status: status(row.status_text, row.status_until),
                time_zone: row.time_zone.map(TimeZone::from_stored),
                language: row.language.map(Language::from_stored),
            },
            privacy: Privacy {
                messages: audience_of(row.messages_from),
                groups: audience_of(row.groups_from),
                presence: audience_of(row.presence_to),
                read_receipts: row.read_receipts,
                findable_by_email: row.findable_by_email,
            },
            is_admin: row.is_admin,
            created_at: Timestamp(row.created_at),
            last_seen: row.last_seen.map(Timestamp),
            rev: Rev(row.rev),
            account_rev: Rev(row.account_rev),
            suspended_at: row.suspended_at.map(Timestamp),
            deactivated_at: row.deactivated_at.map(Timestamp),
            deleted_at: row.deleted_at.map(Timestamp),
            email_verified_at: row.email_verified_at.map(Timestamp),
        }
    }
}

/// What of an account a person changes.
#[derive(AsChangeset)]
#[diesel(table_name = users, treat_none_as_null = true)]
pub(crate) struct AccountRow {
    handle: String,
    handle_skeleton: String,
    email: String,
    email_key: String,
    display_name: String,
    search_text: String,
    is_admin: bool,
    last_seen: Option<i64>,
    suspended_at: Option<i64>,
    bio: Option<String>,
    status_text: Option<String>,
    status_until: Option<i64>,
    time_zone: Option<String>,
    language: Option<String>,
    messages_from: i32,
    presence_to: i32,
    read_receipts: bool,
    findable_by_email: bool,
    account_rev: i64,
    deactivated_at: Option<i64>,
    deleted_at: Option<i64>,
    email_verified_at: Option<i64>,
    groups_from: i32,
}

impl From<&User> for AccountRow {
    fn from(user: &User) -> Self {
        let (profile, privacy) = (&user.profile, &user.privacy);
        let status = profile.status.as_ref();
        Self {
            handle: user.handle.as_str().to_owned(),
            handle_skeleton: user.handle.skeleton(),
            email: user.email.as_str().to_owned(),
            email_key: user.email.key(),
            display_name: user.display_name.as_str().to_owned(),
            search_text: search::words(&user.handle, &user.display_name),
            is_admin: user.is_admin,
            last_seen: user.last_seen.map(|at| at.0),
            suspended_at: user.suspended_at.map(|at| at.0),
            bio: profile.bio.as_ref().map(|bio| bio.as_str().to_owned()),
            status_text: status.map(|status| status.text.as_str().to_owned()),
            status_until: status.and_then(|status| status.until).map(|at| at.0),
            time_zone: profile.time_zone.as_ref().map(|zone| zone.as_str().to_owned()),
            language: profile.language.as_ref().map(|language| language.as_str().to_owned()),
            messages_from: audience_number(privacy.messages),
            presence_to: audience_number(privacy.presence),
            read_receipts: privacy.read_receipts,
            findable_by_email: privacy.findable_by_email,
            account_rev: user.account_rev.0,
            deactivated_at: user.deactivated_at.map(|at| at.0),
            deleted_at: user.deleted_at.map(|at| at.0),
            email_verified_at: user.email_verified_at.map(|at| at.0),
            groups_from: audience_number(privacy.groups),
        }
    }
}

/// What others see of a person; the names of the columns are those of [`brief`]'s text too.
#[derive(Queryable, Selectable, QueryableByName)]
#[diesel(table_name = users)]
pub(crate) struct BriefRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    handle: String,
    #[diesel(sql_type = Text)]
    display_name: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    last_seen: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    status_text: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    status_until: Option<i64>,
    #[diesel(sql_type = Integer)]
    presence_to: i32,
    #[diesel(sql_type = Bool)]
    read_receipts: bool,
    #[diesel(sql_type = Nullable<BigInt>)]
    deleted_at: Option<i64>,
}

/// The columns of a [`BriefRow`] for statements that are written by hand, of the table called `u`.
pub(crate) const fn brief() -> &'static str {
    "u.id, u.handle, u.display_name, u.last_seen, u.status_text, u.status_until, u.presence_to, \
     u.read_receipts, u.deleted_at"
}

impl From<BriefRow> for UserBrief {
    fn from(row: BriefRow) -> Self {
        Self {
            id: UserId(row.id),
            handle: Handle::from_stored(row.handle),
            display_name: DisplayName::from_stored(row.display_name),
            last_seen: row.last_seen.map(Timestamp),
            status: status(row.status_text, row.status_until),
            presence: audience_of(row.presence_to),
            read_receipts: row.read_receipts,
            deleted: row.deleted_at.is_some(),
        }
    }
}
