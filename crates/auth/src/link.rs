//! What links in letters hold: 256 bits that open one door once.

use crate::keys::random_bytes;
use crate::opaque::{self, Opaque};
use rand::CryptoRng;
use sha2::{Digest, Sha256};

/// What a link holds, and what is kept of it.
#[derive(Clone, Debug)]
pub struct LinkToken {
    /// For the link, and nowhere else.
    pub token: Opaque,
    /// SHA-256 of it, to be stored.
    pub hash: Vec<u8>,
}

impl LinkToken {
    /// Makes one of chance.
    pub fn generate(random: &mut dyn CryptoRng) -> Self {
        let token = Opaque::encode(&random_bytes(random));
        let hash = digest(token.expose());
        Self { token, hash }
    }

    /// What is kept of a token that somebody brings; `None` when it can't be one of ours.
    pub fn hash_of(token: &str) -> Option<Vec<u8>> {
        opaque::decode::<32>(token).map(|_| digest(token))
    }
}

fn digest(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::chance;

    #[test]
    fn tokens_are_known_by_their_hash_alone() {
        let mut random = chance(1);
        let (a, b) = (LinkToken::generate(&mut random), LinkToken::generate(&mut random));
        assert_ne!(a.hash, b.hash);
        assert_eq!(a.token.expose().len(), 43);
        assert_eq!(LinkToken::hash_of(a.token.expose()), Some(a.hash.clone()));
        assert!(!format!("{a:?}").contains(a.token.expose()));
        let longer = format!("{}A", a.token.expose());
        for odd in ["", "x", "../../etc/passwd", &longer, &"é".repeat(43)] {
            assert_eq!(LinkToken::hash_of(odd), None, "{odd:?}");
        }
    }
}
