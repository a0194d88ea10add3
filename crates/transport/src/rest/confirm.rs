//! Asking for the password once more, before something that can't be undone.

use crate::Failure;
use crate::door::Signed;
use auth::Password;
use domain::account::AccountError;

/// The hash of the actor's password, once the password was found to be right.
///
/// The command that follows has to find the same hash in its own transaction.
pub(crate) async fn confirmed(signed: &Signed, password: &str) -> Result<String, Failure> {
    let (services, user) = (signed.services(), signed.actor.user);
    services.limits.may_confirm(user)?;
    let password = Password::typed(password)?;
    let hash = signed.read(move |read, _| read.password_hash(user)).await?;
    let right = services.identity.pool.verify(password, hash.clone()).await?;
    hash.filter(|_| right).ok_or_else(|| {
        services.limits.wrong_confirm(user);
        AccountError::WrongPassword.into()
    })
}
