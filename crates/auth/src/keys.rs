//! One secret of the server and the keys that are derived from it.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use rand::CryptoRng;
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::fmt;
use subtle::ConstantTimeEq;

/// The server's master secret: at least 32 random bytes. Never prints.
#[derive(Clone)]
pub struct Secret(Vec<u8>);

/// A master secret that somebody could guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeakSecret {
    /// Fewer bytes than [`Secret::MIN`].
    #[error("the secret must have at least 32 bytes")]
    TooShort,
    /// Too few different bytes to have come from chance.
    #[error("the secret must be random bytes")]
    NotRandom,
}

impl Secret {
    /// Fewest bytes of a secret.
    pub const MIN: usize = 32;

    /// Takes the bytes as they are kept.
    ///
    /// # Errors
    /// When they are fewer than 32, or fewer than 8 different ones: that is no chance.
    pub fn new(bytes: &[u8]) -> Result<Self, WeakSecret> {
        if bytes.len() < Self::MIN {
            return Err(WeakSecret::TooShort);
        }
        if bytes.iter().collect::<HashSet<_>>().len() < 8 {
            return Err(WeakSecret::NotRandom);
        }
        Ok(Self(bytes.to_vec()))
    }

    /// Makes a secret of 32 bytes.
    pub fn generate(random: &mut dyn CryptoRng) -> Self {
        Self(random_bytes(random).to_vec())
    }

    /// The bytes, to be kept where only the server reads.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    fn derive(&self, label: &str) -> MacKey {
        // A key longer than HMAC's block is replaced by its hash, as RFC 2104 wants it.
        if self.0.len() > 64 {
            let hashed: [u8; 32] = Sha256::digest(&self.0).into();
            return MacKey(MacKey::padded(&hashed).mac(&[label.as_bytes()]));
        }
        MacKey(MacKey::padded(&self.0).mac(&[label.as_bytes()]))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// A key of HMAC-SHA-256 for one purpose. Never prints.
#[derive(Clone)]
pub struct MacKey([u8; 32]);

/// HMAC-SHA-256 keyed by at most one block.
struct Keyed(Hmac<Sha256>);

impl Keyed {
    /// Each part goes in after its length, so that no two lists of parts read alike.
    fn mac(mut self, parts: &[&[u8]]) -> [u8; 32] {
        for part in parts {
            let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
            self.0.update(&length.to_be_bytes());
            self.0.update(part);
        }
        self.0.finalize().into_bytes().into()
    }
}

impl MacKey {
    fn padded(key: &[u8]) -> Keyed {
        let mut block = [0; 64];
        for (to, from) in block.iter_mut().zip(key) {
            *to = *from;
        }
        Keyed(Hmac::<Sha256>::new(&block.into()))
    }

    /// The code of a list of parts; no two lists share one by where their borders lie.
    pub fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        Self::padded(&self.0).mac(parts)
    }

    /// Whether `code` is the code of `parts`, in a time that does not tell how nearly.
    pub fn verify(&self, parts: &[&[u8]], code: &[u8]) -> bool {
        self.mac(parts).ct_eq(code).into()
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for MacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MacKey(..)")
    }
}

/// A key that signs access tokens, with its public name.
#[derive(Clone, Debug)]
pub(crate) struct SigningKey {
    pub(crate) kid: String,
    pub(crate) key: MacKey,
}

impl SigningKey {
    fn derive(secret: &Secret) -> Self {
        let name = secret.derive("tertulia/access-token/kid/1").0;
        let kid = URL_SAFE_NO_PAD.encode(name.first_chunk::<9>().unwrap_or(&[0; 9]));
        Self { kid, key: secret.derive("tertulia/access-token/1") }
    }
}

/// Every key of the server, each for one purpose. Never prints.
///
/// To replace a secret that may have leaked: derive from the new one, then [`Keys::accept_tokens_of`]
/// and [`Keys::keep_passwords_of`] the old one. Refresh tokens of before end: people sign in again.
#[derive(Clone, Debug)]
pub struct Keys {
    pub(crate) signing: SigningKey,
    pub(crate) accepted: Vec<SigningKey>,
    pub(crate) pepper: MacKey,
    pub(crate) refresh: MacKey,
    pub(crate) csrf: MacKey,
    pub(crate) ticket: MacKey,
    pub(crate) second: MacKey,
    pub(crate) invite: MacKey,
    pub(crate) unsubscribe: MacKey,
    cursor: MacKey,
    push: MacKey,
}

impl Keys {
    /// Derives every key from the master secret.
    pub fn derive(secret: &Secret) -> Self {
        Self {
            signing: SigningKey::derive(secret),
            accepted: Vec::new(),
            pepper: secret.derive("tertulia/password-pepper/1"),
            refresh: secret.derive("tertulia/refresh-token/1"),
            csrf: secret.derive("tertulia/csrf/1"),
            ticket: secret.derive("tertulia/ticket/1"),
            second: secret.derive("tertulia/second-factor/1"),
            invite: secret.derive("tertulia/invite/1"),
            unsubscribe: secret.derive("tertulia/unsubscribe/1"),
            cursor: secret.derive("tertulia/cursor/1"),
            push: secret.derive("tertulia/web-push/1"),
        }
    }

    /// Also takes access tokens signed under `old`, until they run out.
    #[must_use]
    pub fn accept_tokens_of(mut self, old: &Secret) -> Self {
        self.accepted.push(SigningKey::derive(old));
        self
    }

    /// Goes on with the pepper of `old`, without which no stored password can be checked.
    #[must_use]
    pub fn keep_passwords_of(mut self, old: &Secret) -> Self {
        self.pepper = Self::derive(old).pepper;
        self
    }

    /// 32 secret bytes for the key of Web Push.
    pub fn push(&self) -> [u8; 32] {
        self.push.0
    }

    /// The key for page cursors.
    pub fn cursor(&self) -> &MacKey {
        &self.cursor
    }
}

/// 32 bytes of chance.
pub(crate) fn random_bytes(random: &mut dyn CryptoRng) -> [u8; 32] {
    let mut bytes = [0; 32];
    random.fill_bytes(&mut bytes);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{keys, secret};

    #[test]
    fn weak_secrets_are_refused() {
        for (bytes, want) in [
            (vec![], Some(WeakSecret::TooShort)),
            ((0..31).collect(), Some(WeakSecret::TooShort)),
            (vec![0; 32], Some(WeakSecret::NotRandom)),
            (b"changeme".to_vec(), Some(WeakSecret::TooShort)),
            (b"secret".repeat(10), Some(WeakSecret::NotRandom)),
            ((0..32).collect(), None),
            ((0..200).collect(), None),
        ] {
            assert_eq!(Secret::new(&bytes).err(), want, "{bytes:?}");
        }
    }

    #[test]
    fn every_purpose_and_every_secret_has_its_own_key() {
        let long: Vec<u8> = (0..100).collect();
        let mut seen = HashSet::new();
        for secret in [secret(1), secret(2), Secret::new(&long).unwrap()] {
            let k = Keys::derive(&secret);
            let purposes = [
                &k.signing.key,
                &k.pepper,
                &k.refresh,
                &k.csrf,
                &k.ticket,
                &k.second,
                &k.invite,
                &k.cursor,
                &k.push,
            ];
            for key in purposes {
                assert!(seen.insert(key.0));
            }
        }
        assert_eq!(Keys::derive(&secret(1)).signing.kid, keys().signing.kid);
        assert_ne!(Keys::derive(&secret(2)).signing.kid, keys().signing.kid);
    }

    #[test]
    fn borders_between_parts_count() {
        let key = keys().cursor;
        assert_ne!(key.mac(&[b"ab", b"c"]), key.mac(&[b"a", b"bc"]));
        assert!(key.verify(&[b"ab", b"c"], &key.mac(&[b"ab", b"c"])));
        for bad in [&b""[..], &[0; 32], &key.mac(&[b"abc"])] {
            assert!(!key.verify(&[b"ab", b"c"], bad));
        }
    }

    #[test]
    fn nothing_prints() {
        let bytes: Vec<u8> = (200..240).collect();
        let secret = Secret::new(&bytes).unwrap();
        let text = format!("{secret:?} {:?}", Keys::derive(&secret));
        assert!(!text.contains("20") && text.contains("Secret(..)"), "{text}");
    }
}
