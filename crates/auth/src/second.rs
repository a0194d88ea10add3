//! The second step of signing in: codes of an authenticator (TOTP, RFC 6238) and recovery codes.
//!
//! Nothing that the database holds makes a code: the secret is derived from a stored salt and the
//! server's key, and recovery codes are kept as SHA-256.

use crate::keys::{Keys, MacKey};
use domain::port::{SecondFactor, StoreError, Tx};
use domain::{Class, Problem, Timestamp, UserId};
use rand::CryptoRng;
use sha2::{Digest, Sha256};
use totp_rs::{Builder, Secret, Totp};

/// Recovery codes that a person gets.
const CODES: usize = 10;
/// Random bytes of a recovery code: 80 bits, 16 characters.
const CODE_BYTES: usize = 10;
/// The letters of recovery codes: base32 of RFC 4648, lower case.
const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// Checks second steps.
#[derive(Clone, Debug)]
pub struct SecondFactors {
    key: MacKey,
    issuer: String,
}

/// What an authenticator is told. Never prints.
#[derive(Clone)]
pub struct Enrolment {
    /// The secret in base32, to be typed.
    pub secret: String,
    /// `otpauth://totp/…`, for a QR code.
    pub uri: String,
}

/// Why a second step was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SecondFactorError {
    /// It is on, and no code was given.
    #[error("a code of your authenticator is needed too")]
    Needed,
    /// The code is wrong, too old, or was used.
    #[error("this code is wrong or was used already")]
    Wrong,
    /// It is on already.
    #[error("two-step sign-in is on already; turn it off first")]
    On,
    /// It isn't on.
    #[error("two-step sign-in is not on")]
    Off,
    /// The password was changed after it was checked.
    #[error("the password is wrong")]
    WrongPassword,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Problem for SecondFactorError {
    fn class(&self) -> Class {
        match self {
            Self::Needed | Self::Wrong => Class::Unauthenticated,
            Self::On | Self::Off => Class::Conflict,
            Self::WrongPassword => Class::Forbidden,
            Self::Store(inner) => inner.class(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Needed => "totp_required",
            Self::Wrong => "totp_invalid",
            Self::On => "totp_already_on",
            Self::Off => "totp_not_on",
            Self::WrongPassword => "wrong_password",
            Self::Store(inner) => inner.code(),
        }
    }

    fn retry_after_ms(&self) -> Option<u32> {
        match self {
            Self::Store(inner) => inner.retry_after_ms(),
            _ => None,
        }
    }
}

impl SecondFactors {
    /// Second steps under these keys; `issuer` is the server's name, as authenticators show it.
    pub fn new(keys: &Keys, issuer: &str) -> Self {
        // A colon would part the label of the URI.
        Self { key: keys.second.clone(), issuer: issuer.replace(':', " ") }
    }

    fn totp(&self, salt: &[u8], account: &str) -> Option<Totp> {
        let derived = self.key.mac(&[salt]);
        let secret = derived.first_chunk::<20>().copied()?;
        let builder = Builder::new().with_secret(Secret::from(secret));
        builder.with_issuer(Some(self.issuer.as_str())).with_account_name(account).build().ok()
    }

    /// Begins: answers what the authenticator is told. Nothing is asked for before [`Self::confirm`].
    ///
    /// # Errors
    /// When it is on already.
    pub fn begin(
        &self,
        tx: &mut dyn Tx,
        user: UserId,
        account: &str,
        random: &mut dyn CryptoRng,
    ) -> Result<Enrolment, SecondFactorError> {
        let on = tx.second_factor(user)?.is_some_and(|factor| factor.confirmed_at.is_some());
        if on {
            return Err(SecondFactorError::On);
        }
        let salt = crate::keys::random_bytes(random).to_vec();
        let totp = self.totp(&salt, account).ok_or(SecondFactorError::Off)?;
        let uri = totp.to_url().map_err(|_| SecondFactorError::Off)?;
        let enrolment = Enrolment { secret: totp.secret().to_base32(), uri };
        tx.put_second_factor(user, &SecondFactor { salt, confirmed_at: None, last_step: 0 })?;
        Ok(enrolment)
    }

    /// Turns it on by the first right code; answers the recovery codes, which are shown once.
    ///
    /// # Errors
    /// When nothing was begun, it is on already, or the code is wrong.
    pub fn confirm(
        &self,
        tx: &mut dyn Tx,
        user: UserId,
        code: &str,
        now: Timestamp,
        random: &mut dyn CryptoRng,
    ) -> Result<Vec<String>, SecondFactorError> {
        let factor = tx.second_factor(user)?.ok_or(SecondFactorError::Off)?;
        if factor.confirmed_at.is_some() {
            return Err(SecondFactorError::On);
        }
        let last_step = self.step(&factor, code, now).ok_or(SecondFactorError::Wrong)?;
        let confirmed_at = Some(now);
        tx.put_second_factor(user, &SecondFactor { confirmed_at, last_step, ..factor })?;
        Ok(renew(tx, user, random)?)
    }

    /// Takes the second step, if the person has one: a code of the authenticator or a recovery code,
    /// each of which works once. Lock the person first.
    ///
    /// # Errors
    /// When a code is needed and missing, or wrong.
    pub fn pass(
        &self,
        tx: &mut dyn Tx,
        user: UserId,
        code: Option<&str>,
        now: Timestamp,
    ) -> Result<(), SecondFactorError> {
        let factor = tx.second_factor(user)?.filter(|factor| factor.confirmed_at.is_some());
        let Some(factor) = factor else { return Ok(()) };
        let code = code.map(str::trim).filter(|code| !code.is_empty());
        let code = code.ok_or(SecondFactorError::Needed)?;
        if let Some(last_step) = self.step(&factor, code, now) {
            return Ok(tx.put_second_factor(user, &SecondFactor { last_step, ..factor })?);
        }
        let there = tx.use_recovery_code(user, &hash(code))?;
        if there { Ok(()) } else { Err(SecondFactorError::Wrong) }
    }

    /// The time step of a right code that is newer than the newest used.
    fn step(&self, factor: &SecondFactor, code: &str, now: Timestamp) -> Option<i64> {
        let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let seconds = u64::try_from(now.0 / 1_000).ok()?;
        let step = self.totp(&factor.salt, "")?.check(&digits, seconds)?;
        i64::try_from(step).ok().filter(|step| *step > factor.last_step)
    }
}

/// Puts ten new recovery codes in the place of all others; answers them.
///
/// # Errors
/// Only the store's.
pub fn renew(
    tx: &mut dyn Tx,
    user: UserId,
    random: &mut dyn CryptoRng,
) -> Result<Vec<String>, StoreError> {
    let codes: Vec<String> = (0..CODES).map(|_| recovery_code(random)).collect();
    let hashes: Vec<Vec<u8>> = codes.iter().map(|code| hash(code)).collect();
    tx.put_recovery_codes(user, &hashes)?;
    Ok(codes)
}

/// `abcd-efgh-ijkl-mnop`.
fn recovery_code(random: &mut dyn CryptoRng) -> String {
    let bytes = crate::keys::random_bytes(random);
    let mut code = String::with_capacity(19);
    let mut bits: u32 = 0;
    let mut held = 0;
    for byte in bytes.iter().take(CODE_BYTES) {
        bits = (bits << 8) | u32::from(*byte);
        held += 8;
        while held >= 5 {
            held -= 5;
            let index = usize::try_from((bits >> held) & 31).unwrap_or(0);
            if code.len() % 5 == 4 {
                code.push('-');
            }
            code.push(LETTERS.get(index).copied().map_or('a', char::from));
        }
    }
    code
}

/// A recovery code as it is kept: however it is typed, only its letters count.
fn hash(code: &str) -> Vec<u8> {
    let letters: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    Sha256::digest(letters.to_ascii_lowercase()).to_vec()
}

#[cfg(test)]
mod tests;
