use super::password::is_here;
use super::told::tell;
use super::{AccountError, Register, RegisterError};
use crate::invitation;
use crate::mail::{self, Letter, Link, NewLink, Purpose, is_flooded, revoke_links};
use crate::policy::Policy;
use crate::port::{StoreError, StoreFault, Tx};
use crate::{Actor, Email, Timestamp, User, UserId};

/// Another address for oneself.
#[derive(Clone, Debug)]
pub struct ChangeEmail {
    /// The new one.
    pub email: Email,
    /// The hash that the password was checked against: it must be the person's still.
    pub verified_hash: String,
    /// Whether it has to be confirmed by a letter.
    pub confirm: bool,
    /// Now.
    pub at: Timestamp,
}

/// Asks for another address: a letter to it with a link, and one to the address of before. Nothing changes
/// until the link is opened; a server without mail takes the address at its word.
///
/// Whether somebody else has it is not told here: then no letter goes out.
///
/// # Errors
/// When the password was changed meanwhile, or too many letters went to that mailbox.
pub fn change_email(
    tx: &mut dyn Tx,
    actor: &Actor,
    cmd: &ChangeEmail,
) -> Result<User, AccountError> {
    let user = tx.lock_user(actor.user)?.ok_or_else(|| StoreError::lost("change e-mail"))?;
    if tx.password_hash(user.id)?.as_deref() != Some(&cmd.verified_hash) {
        return Err(AccountError::WrongPassword);
    }
    if cmd.email == user.email {
        return Ok(user);
    }
    if !cmd.confirm {
        set(tx, &user, &cmd.email, None, cmd.at)?;
        return Ok(User { email: cmd.email.clone(), email_verified_at: None, ..user });
    }
    if is_flooded(tx, &cmd.email, Purpose::Address, cmd.at)? {
        return Err(AccountError::MailboxFull);
    }
    let other = cmd.email.clone();
    let asked = Letter::EmailAsked { user: user.id, to: user.email.clone(), other };
    mail::post(tx, &asked, &format!("{}:{}", user.id, cmd.at.0), cmd.at)?;
    send_link(tx, &user, &cmd.email, cmd.at)?;
    Ok(user)
}

/// Sends a new account the link that confirms its address.
///
/// # Errors
/// Only the store's.
pub fn welcome(tx: &mut dyn Tx, user: &User, at: Timestamp) -> Result<(), StoreError> {
    send_link(tx, user, &user.email, at)
}

/// Registers where an address has to be confirmed first; whether somebody has it already is not to be seen.
///
/// Then an account is made all the same, which takes the name and the invitation and answers to its
/// password as any unconfirmed one, but has no address and can never be confirmed; and whoever has the
/// address is told, at most once an hour.
///
/// # Errors
/// When the username is taken, or nobody is let in so; [`RegisterError::EmailTaken`] only when somebody
/// took the address at this very moment: to be tried once more.
pub fn join_by_letter(
    tx: &mut dyn Tx,
    new: Register,
    defaults: Policy,
    code_hash: Option<&[u8]>,
) -> Result<(), RegisterError> {
    let at = new.at;
    let Some(owner) = tx.user_by_email(&new.email)? else {
        let user = invitation::join(tx, new, defaults, code_hash)?;
        return Ok(welcome(tx, &user, at)?);
    };
    let email = Email::from_stored(format!("unconfirmed~{}", new.handle.as_str()));
    invitation::join(tx, Register { email, ..new }, defaults, code_hash)?;
    Ok(tell_owner(tx, &owner, at)?)
}

/// Tells a mailbox that somebody tried to register with it.
fn tell_owner(tx: &mut dyn Tx, owner: &User, at: Timestamp) -> Result<(), StoreError> {
    // Two at once would both find that nothing was told yet.
    let Some(owner) = tx.lock_user(owner.id)?.filter(is_here) else { return Ok(()) };
    let hour_ago = at.plus_ms(-Purpose::Taken.lives_ms());
    if tx.count_links(&owner.email, Purpose::Taken, hour_ago)? > 0 {
        return Ok(());
    }
    let email = owner.email;
    let note =
        NewLink { user: owner.id, purpose: Purpose::Taken, email, hash: None, job: None, at };
    let note = tx.insert_link(&note)?.id;
    mail::post(tx, &Letter::Taken { user: owner.id }, &note.0.to_string(), at)
}

fn send_link(tx: &mut dyn Tx, user: &User, email: &Email, at: Timestamp) -> Result<(), StoreError> {
    revoke_links(tx, user.id, Purpose::Address, at)?;
    let new = NewLink {
        user: user.id,
        purpose: Purpose::Address,
        email: email.clone(),
        hash: None,
        job: None,
        at,
    };
    let link = tx.insert_link(&new)?.id;
    mail::post(tx, &Letter::Confirm { link }, &link.0.to_string(), at)
}

/// Asks for another letter to confirm an address; the same whether anybody waits for one. `key` is the
/// request's own name.
///
/// # Errors
/// Only the store's.
pub fn ask_confirmation(
    tx: &mut dyn Tx,
    typed: &Email,
    key: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    mail::post(tx, &Letter::ConfirmAgain { typed: typed.clone() }, key, at)
}

/// Makes the link of another letter to confirm an address; `None` when nobody is to get one.
///
/// # Errors
/// Only the store's.
pub fn issue_confirmation(
    tx: &mut dyn Tx,
    typed: &Email,
    job: i64,
    hash: &[u8],
    at: Timestamp,
) -> Result<Option<(User, Link)>, StoreError> {
    let Some(user) = tx.user_by_email(typed)? else { return Ok(None) };
    let waits = |user: &User| is_here(user) && user.email_verified_at.is_none();
    let Some(user) = tx.lock_user(user.id)?.filter(waits) else { return Ok(None) };
    let made = match tx.link_of_job(job)? {
        Some(link) => Some(link),
        None if is_flooded(tx, &user.email, Purpose::Address, at)? => return Ok(None),
        None => {
            revoke_links(tx, user.id, Purpose::Address, at)?;
            let (purpose, email) = (Purpose::Address, user.email.clone());
            let new = NewLink { user: user.id, purpose, email, hash: None, job: Some(job), at };
            Some(tx.insert_link(&new)?)
        }
    };
    let Some(link) = made.filter(|link| link.spent_at.is_none()) else { return Ok(None) };
    tx.seal_link(link.id, hash, at.plus_ms(Purpose::Address.lives_ms()))?;
    Ok(Some((user, link)))
}

/// Gives a link to an address what it holds, when its letter is sent; `None` when it is not to be sent: it
/// has been replaced, or the address is somebody else's.
///
/// # Errors
/// Only the store's.
pub fn seal_confirmation(
    tx: &mut dyn Tx,
    link: crate::mail::LinkId,
    hash: &[u8],
    at: Timestamp,
) -> Result<Option<(User, Link)>, StoreError> {
    let Some(link) = tx.link(link)?.filter(|link| link.spent_at.is_none()) else { return Ok(None) };
    let other = tx.user_by_email(&link.email)?.filter(|user| user.id != link.user);
    if other.is_some() {
        return Ok(None);
    }
    let Some(user) = tx.user(link.user)? else { return Ok(None) };
    tx.seal_link(link.id, hash, at.plus_ms(Purpose::Address.lives_ms()))?;
    Ok(Some((user, link)))
}

/// Confirms an address by its link, once; the person's links for a new password of before end.
///
/// # Errors
/// When the link does not work, or no longer, or the address is somebody else's by now.
pub fn confirm_email(tx: &mut dyn Tx, hash: &[u8], at: Timestamp) -> Result<UserId, AccountError> {
    let works = |link: &Link| link.works(Purpose::Address, at);
    let link = tx.link_by_hash(hash)?.filter(works).ok_or(AccountError::LinkInvalid)?;
    let user = tx.lock_user(link.user)?.filter(is_here);
    let user = user.ok_or(AccountError::LinkInvalid)?;
    if !tx.spend_link(link.id, at)? {
        return Err(AccountError::LinkInvalid);
    }
    set(tx, &user, &link.email, Some(at), at)?;
    if link.email.key() != user.email.key() && user.email_verified_at.is_some() {
        let (to, other) = (user.email.clone(), link.email);
        let changed = Letter::EmailChanged { user: user.id, to, other };
        mail::post(tx, &changed, &link.id.0.to_string(), at)?;
    }
    Ok(user.id)
}

/// Writes the address. Whoever reads at the old one gets no new password by a letter of before.
fn set(
    tx: &mut dyn Tx,
    user: &User,
    email: &Email,
    verified_at: Option<Timestamp>,
    at: Timestamp,
) -> Result<(), AccountError> {
    if email.key() != user.email.key() {
        revoke_links(tx, user.id, Purpose::Password, at)?;
    }
    let changed = User { email: email.clone(), email_verified_at: verified_at, ..user.clone() };
    let told = tell(tx, user, changed).map_err(|error| match &error.fault {
        StoreFault::Conflict(_) => AccountError::EmailTaken,
        _ => AccountError::Store(error),
    });
    told.map(drop)
}
