use std::time::{SystemTime, UNIX_EPOCH};
use totp_rs::{Builder, Secret};

/// What an authenticator with this secret in base32 shows, `steps` of 30 seconds from now.
///
/// # Panics
/// When the secret isn't base32 or too short.
#[expect(clippy::disallowed_methods, reason = "an authenticator has a clock of its own")]
pub fn authenticator(secret: &str, steps: i64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
    let secret = Secret::try_from_base32(secret).expect("base32");
    let totp = Builder::new().with_secret(secret).build().expect("a long secret");
    totp.generate(now.saturating_add_signed(steps * 30)).to_string()
}
