use super::{AdminError, check};
use crate::port::Read;
use crate::{Actor, Handle, SearchText, Session, Timestamp, User, UserId};

/// Which people an administrator looks for.
#[derive(Clone, Debug, Default)]
pub struct PeopleQuery {
    /// The beginning of a username, of a word of the name, or of the address.
    pub text: Option<SearchText>,
    /// Only some of them.
    pub filter: PeopleFilter,
}

/// Only some people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PeopleFilter {
    /// Everybody.
    #[default]
    All,
    /// Those who are shut out.
    Suspended,
    /// Administrators.
    Admins,
}

/// People by username, after `after`.
///
/// # Errors
/// When the actor is no administrator.
pub fn people(
    read: &mut dyn Read,
    actor: &Actor,
    query: &PeopleQuery,
    after: Option<&Handle>,
    limit: usize,
) -> Result<Vec<User>, AdminError> {
    check(read, actor)?;
    Ok(read.people(query, after, limit)?)
}

/// One person.
///
/// # Errors
/// When the actor is no administrator, or the person isn't there.
pub fn person(read: &mut dyn Read, actor: &Actor, user: UserId) -> Result<User, AdminError> {
    check(read, actor)?;
    read.user(user)?.ok_or(AdminError::NoSuchUser)
}

/// A person's live sessions, newest use first, at most 100.
///
/// # Errors
/// When the actor is no administrator, or the person isn't there.
pub fn devices(
    read: &mut dyn Read,
    actor: &Actor,
    user: UserId,
    now: Timestamp,
) -> Result<Vec<Session>, AdminError> {
    person(read, actor, user)?;
    let mut sessions = read.sessions_of(user)?;
    sessions.retain(|session| session.is_live(now));
    Ok(sessions)
}
