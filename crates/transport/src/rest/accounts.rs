//! Registration.

use super::sessions::{Granted, grant};
use crate::door::{Body, Guest};
use crate::identity::Services;
use crate::limits::Limit;
use crate::{Failure, Mail};
use actix_web::HttpResponse;
use auth::Password;
use domain::account::{self, RegisterError, Standing};
use domain::policy::Policy;
use domain::port::{Lane, Tx};
use domain::{Class, DisplayName, Email, Handle, invitation};

/// Makes an account and signs in; where addresses have to be confirmed first, it only makes it (202).
#[utoipa::path(post, path = "/api/v1/accounts", tag = "accounts", request_body = wire::Register, security(()),
    responses((status = 201, body = wire::Tokens), (status = 202, body = wire::Unconfirmed), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn register(
    guest: Guest,
    Body(body): Body<wire::Register>,
) -> Result<HttpResponse, Failure> {
    let services = guest.services();
    let standing = standing(&guest, &body)?;
    guest.limit(Limit::Register)?;
    let defaults = services.options.policy;
    let code_hash = code_of(&guest, &body)?;
    if standing == Standing::Member {
        let (code, now) = (code_hash.clone(), services.now());
        let admitted = services
            .database
            .read(move |read| invitation::admit(read, defaults, code.as_deref(), now));
        admitted.await?;
    }
    let handle = Handle::parse(&body.username)?;
    let email = Email::parse(&body.email)?;
    let name = body.display_name.as_deref().filter(|name| !name.trim().is_empty());
    let display_name = DisplayName::parse(name.unwrap_or(&body.username))?;
    let words = [handle.as_str(), email.as_str(), display_name.as_str()];
    let password = Password::parse(&body.password, &words)?;
    let password_hash = services.identity.pool.hash(password).await?;
    let cmd = account::Register {
        handle,
        email,
        display_name,
        password_hash,
        standing,
        at: services.now(),
    };
    if services.options.mail == Mail::Required && standing == Standing::Member {
        return unconfirmed(services, cmd, defaults, code_hash).await;
    }
    let cookie = body.cookie.then_some(false);
    let grant = grant(services, &guest, cookie);
    let granted = services.database.write(Lane::Any, move |tx| -> Result<Granted, RegisterError> {
        let user = invitation::join(tx, cmd.clone(), defaults, code_hash.as_deref())?;
        let signed_in = grant
            .run(tx, user.id, None)?
            .ok_or_else(|| domain::port::StoreError::lost("register"))?;
        Ok(Granted { user, signed_in })
    });
    granted.await?.answer(services, cookie)
}

/// Makes an account whose owner has to answer a letter first. The answer doesn't tell whether somebody has
/// the address already.
async fn unconfirmed(
    services: &Services,
    cmd: account::Register,
    defaults: Policy,
    code_hash: Option<Vec<u8>>,
) -> Result<HttpResponse, Failure> {
    let email = cmd.email.as_str().to_owned();
    let join = move |tx: &mut dyn Tx| {
        account::join_by_letter(tx, cmd.clone(), defaults, code_hash.as_deref())
    };
    let mut made = services.database.write(Lane::Any, join.clone()).await;
    if made.as_ref().is_err_and(|failure| failure.code() == "email_taken") {
        // Taken while we looked: now it is seen.
        made = services.database.write(Lane::Any, join).await;
    }
    made?;
    Ok(HttpResponse::Accepted().json(wire::Unconfirmed { email }))
}

fn standing(guest: &Guest, body: &wire::Register) -> Result<Standing, Failure> {
    let options = &guest.services().options;
    if let Some(token) = &body.setup_token {
        let good = options.setup_token.as_ref().is_some_and(|right| same(right, token));
        let wrong =
            || Failure::new(Class::Forbidden, "setup_token", "this set-up link is not valid");
        return good.then_some(Standing::FirstAdmin).ok_or_else(wrong);
    }
    Ok(Standing::Member)
}

/// The hash of the code that was given; what is no code is like one that nobody made.
fn code_of(guest: &Guest, body: &wire::Register) -> Result<Option<Vec<u8>>, Failure> {
    let Some(typed) = &body.invitation else { return Ok(None) };
    guest.limit(Limit::Join)?;
    Ok(Some(guest.services().identity.codes.hash(typed).unwrap_or_default()))
}

/// Compares in a time that tells nothing but the length.
pub(crate) fn same(a: &str, b: &str) -> bool {
    let differ = a.bytes().zip(b.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
    a.len() == b.len() && differ == 0
}
