use super::MAX_NAMES;
use crate::error::catalogue;
use crate::port::StoreError;

/// Why something about one's own account was refused.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The username, or one that looks like it, is or was somebody's.
    #[error("this username is taken")]
    HandleTaken,
    /// Too many names lately.
    #[error("you can take {MAX_NAMES} usernames in 30 days; try again later")]
    TooManyNames,
    /// A status that would be over at once.
    #[error("the status ends in the past")]
    StatusOver,
    /// Presence can't be shown to people of shared groups alone.
    #[error("presence is for everyone, friends or nobody")]
    PresenceAudience,
    /// The account is gone.
    #[error("no such user")]
    NoSuchUser,
    /// The password that was asked for is wrong.
    #[error("this is not your password")]
    WrongPassword,
    /// The server would be left without an administrator.
    #[error("you are the last administrator; make somebody else one first")]
    LastAdmin,
    /// The link was never sent, is used up, replaced or too old: the same answer.
    #[error("this link does not work, or no longer; ask for a new one")]
    LinkInvalid,
    /// The address belongs to another account.
    #[error("this e-mail address has an account already")]
    EmailTaken,
    /// Too many letters went to this mailbox.
    #[error("too many letters went to this address; wait an hour")]
    MailboxFull,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

catalogue!(AccountError {
    HandleTaken => Conflict "username_taken",
    TooManyNames => Conflict "renamed_too_often",
    StatusOver => Invalid "status_over",
    PresenceAudience => Invalid "invalid_field",
    NoSuchUser => NotFound "user_not_found",
    WrongPassword => Forbidden "wrong_password",
    LastAdmin => Conflict "last_admin",
    LinkInvalid => NotFound "link_invalid",
    EmailTaken => Conflict "email_taken",
    MailboxFull => RateLimited "rate_limited",
} inner Store);
