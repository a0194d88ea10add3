//! Passwords: which ones may be chosen, and how one is checked without keeping it.

use crate::keys::{Keys, MacKey};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{Class, Problem};
use hmac::{Hmac, KeyInit, Mac};
use rand::CryptoRng;
use sha2::Sha384;
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// Words that the server's own name makes easy to guess.
const SITE_WORDS: &[&str] = &["tertulia", "chat", "login"];

/// Fewer guesses than this find the password: it is a common one, or the person's own words.
const FEWEST_GUESSES: u64 = 100_000;

/// How many characters the estimate looks at: its cost grows with the square, its answer does not.
const ESTIMATED: usize = 40;

/// So few letters and digits beside the person's own words are no password.
const FEWEST_OTHER: usize = 4;

/// A password as typed, in its one spelling (NFKC). Never prints.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

/// A password that may not be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Fewer characters than [`Password::MIN`].
    #[error("the password must have at least 8 characters")]
    TooShort,
    /// More characters than [`Password::MAX`], or more bytes than [`Password::MAX_BYTES`].
    #[error("the password must have at most 256 characters")]
    TooLong,
    /// One of the first that an attacker would try.
    #[error("the password is too easy to guess")]
    TooCommon,
}

impl Problem for PasswordError {
    fn class(&self) -> Class {
        Class::Invalid
    }

    fn code(&self) -> &'static str {
        match self {
            Self::TooShort => "password_too_short",
            Self::TooLong => "password_too_long",
            Self::TooCommon => "password_too_common",
        }
    }

    fn field(&self) -> Option<&'static str> {
        Some("password")
    }
}

impl Password {
    /// Fewest code points of a new password, after NFKC.
    pub const MIN: usize = 8;
    /// Most code points, after NFKC.
    pub const MAX: usize = 256;
    /// Most bytes as typed.
    pub const MAX_BYTES: usize = 1024;

    /// Takes a new password, every character of which counts, NUL too.
    ///
    /// `own_words` are the username, address and name of whoever chooses it.
    ///
    /// # Errors
    /// When it is too short, too long or too easy to guess.
    pub fn parse(text: &str, own_words: &[&str]) -> Result<Self, PasswordError> {
        let password = Self::typed(text)?;
        if password.0.chars().count() < Self::MIN {
            return Err(PasswordError::TooShort);
        }
        if password.is_guessable(own_words) {
            return Err(PasswordError::TooCommon);
        }
        Ok(password)
    }

    /// Takes a password typed to sign in: the rules may have changed since it was chosen.
    ///
    /// # Errors
    /// Only when it is too long to be worth hashing.
    pub fn typed(text: &str) -> Result<Self, PasswordError> {
        if text.len() > Self::MAX_BYTES {
            return Err(PasswordError::TooLong);
        }
        let text: String = text.nfkc().collect();
        if text.chars().count() > Self::MAX {
            return Err(PasswordError::TooLong);
        }
        Ok(Self(text))
    }

    fn is_guessable(&self, own_words: &[&str]) -> bool {
        let parts = own_words
            .iter()
            .flat_map(|word| word.split(|c: char| !c.is_alphanumeric()).chain([*word]))
            .filter(|part| part.chars().count() >= 3);
        let words: Vec<&str> = SITE_WORDS.iter().copied().chain(parts).collect();
        let head: String = self.0.chars().take(ESTIMATED).collect();
        self.is_made_of(&words) || zxcvbn::zxcvbn(&head, &words).guesses() < FEWEST_GUESSES
    }

    /// Whether next to nothing is left of the password without these words.
    fn is_made_of(&self, words: &[&str]) -> bool {
        let mut words: Vec<String> = words.iter().map(|word| folded(word)).collect();
        words.retain(|word| !word.is_empty());
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        let whole = folded(&self.0);
        let rest = words.iter().fold(whole.clone(), |rest, word| rest.replace(word, ""));
        rest != whole && rest.chars().count() <= FEWEST_OTHER
    }
}

/// Lower case letters and digits only: what people vary least.
fn folded(text: &str) -> String {
    text.nfkc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

/// A hash that could not be made or read: a fault of ours.
#[derive(Debug, thiserror::Error)]
#[error("bcrypt: {0}")]
pub struct BcryptFault(#[from] bcrypt::BcryptError);

/// Hashes and checks passwords on the calling thread, for as long as `cost` makes it.
///
/// bcrypt reads 72 bytes at most and stops at NUL, so it gets `base64(HMAC-SHA-384(pepper, password))`:
/// 64 characters that depend on every byte, and that a stolen database alone cannot be tried against.
#[derive(Clone)]
pub struct Hasher {
    pepper: MacKey,
    cost: u32,
    nobody: String,
}

impl Hasher {
    /// What bcrypt takes on a server: about 0.2 s of one core.
    pub const DEFAULT_COST: u32 = 12;
    /// The least that bcrypt allows; for tests only.
    pub const TEST_COST: u32 = 4;

    /// Makes a hasher; `cost` is held within bcrypt's 4..=31, and each step doubles the work.
    pub fn new(keys: &Keys, cost: u32) -> Self {
        let cost = cost.clamp(4, 31);
        // A hash of the right shape that nothing is known to match: checked for missing people.
        let nobody = format!("$2b${cost:02}${:.<22}{:.<31}", "Tertulia", "Nobody");
        Self { pepper: keys.pepper.clone(), cost, nobody }
    }

    /// Hashes a new password with a new salt; 60 ASCII characters.
    ///
    /// # Errors
    /// Never in practice; bcrypt's own faults.
    pub fn hash(
        &self,
        password: &Password,
        random: &mut dyn CryptoRng,
    ) -> Result<String, BcryptFault> {
        let mut salt = [0; 16];
        random.fill_bytes(&mut salt);
        self.hash_with(password, salt)
    }

    pub(crate) fn hash_with(
        &self,
        password: &Password,
        salt: [u8; 16],
    ) -> Result<String, BcryptFault> {
        let parts = bcrypt::non_truncating_hash_with_salt(self.digest(password), self.cost, salt)?;
        Ok(parts.to_string())
    }

    /// Whether the password is the one behind `stored`; always false, and as slow, for `None`.
    ///
    /// # Errors
    /// When `stored` is no bcrypt hash.
    pub fn verify(&self, password: &Password, stored: Option<&str>) -> Result<bool, BcryptFault> {
        let hash = stored.unwrap_or(&self.nobody);
        let same = bcrypt::non_truncating_verify(self.digest(password), hash)?;
        Ok(same && stored.is_some())
    }

    /// Whether `stored` was made with another cost, so that it is worth hashing anew at login.
    pub fn is_outdated(&self, stored: &str) -> bool {
        stored.parse::<bcrypt::HashParts>().is_ok_and(|parts| parts.get_cost() != self.cost)
    }

    fn digest(&self, password: &Password) -> String {
        let mut block = [0; 128];
        for (to, from) in block.iter_mut().zip(self.pepper.bytes()) {
            *to = *from;
        }
        let mut mac = Hmac::<Sha384>::new(&block.into());
        mac.update(password.0.as_bytes());
        STANDARD.encode(mac.finalize().into_bytes())
    }
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hasher").field("cost", &self.cost).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
