//! Registration.

use super::sessions::{Granted, grant};
use crate::door::{Body, Guest};
use crate::{Failure, Registration};
use actix_web::HttpResponse;
use auth::Password;
use domain::account::{self, RegisterError, Standing};
use domain::port::Lane;
use domain::{Class, DisplayName, Email, Handle};

/// Makes an account and signs in.
#[utoipa::path(post, path = "/api/v1/accounts", tag = "accounts", request_body = wire::Register, security(()),
    responses((status = 201, body = wire::Tokens), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn register(
    guest: Guest,
    Body(body): Body<wire::Register>,
) -> Result<HttpResponse, Failure> {
    let services = guest.services();
    let standing = standing(&guest, &body)?;
    services.limits.register(guest.address)?;
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
    let cookie = body.cookie.then_some(false);
    let grant = grant(services, &guest, cookie);
    let granted = services.database.write(Lane::Any, move |tx| -> Result<Granted, RegisterError> {
        let user = account::register(tx, cmd.clone())?;
        let signed_in = grant
            .run(tx, user.id, None)?
            .ok_or_else(|| domain::port::StoreError::lost("register"))?;
        Ok(Granted { user, signed_in })
    });
    granted.await?.answer(services, cookie)
}

fn standing(guest: &Guest, body: &wire::Register) -> Result<Standing, Failure> {
    let options = &guest.services().options;
    if let Some(token) = &body.setup_token {
        let good = options.setup_token.as_ref().is_some_and(|right| same(right, token));
        let wrong =
            || Failure::new(Class::Forbidden, "setup_token", "this set-up link is not valid");
        return good.then_some(Standing::FirstAdmin).ok_or_else(wrong);
    }
    match options.registration {
        Registration::Open => Ok(Standing::Member),
        Registration::Closed => {
            let detail = "this server takes no registrations; ask its operator";
            Err(Failure::new(Class::Forbidden, "registration_closed", detail))
        }
    }
}

/// Compares in a time that tells nothing but the length.
pub(crate) fn same(a: &str, b: &str) -> bool {
    let differ = a.bytes().zip(b.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
    a.len() == b.len() && differ == 0
}
