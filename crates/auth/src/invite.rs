//! The codes of invitations: short enough to be read aloud, too many to be guessed.

use crate::keys::{Keys, MacKey};
use crate::opaque::Opaque;
use rand::CryptoRng;

/// Digits and letters without those that look alike (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of a code, 5 bits each.
const LENGTH: usize = 16;

/// Makes codes of 80 random bits and tells what is stored of them.
#[derive(Clone)]
pub struct InviteCodes {
    key: MacKey,
}

impl InviteCodes {
    /// Codes of this installation.
    pub fn new(keys: &Keys) -> Self {
        Self { key: keys.invite.clone() }
    }

    /// A new code like `7K3M-Q9XT-…`, with its hash.
    pub fn make(&self, random: &mut dyn CryptoRng) -> (Opaque, Vec<u8>) {
        let mut bytes = [0; LENGTH];
        random.fill_bytes(&mut bytes);
        let letters = bytes.iter().filter_map(|byte| ALPHABET.get(usize::from(byte % 32)));
        let code: String = letters.map(|letter| char::from(*letter)).collect();
        let hash = self.key.mac(&[code.as_bytes()]).to_vec();
        let groups: Vec<String> =
            (0..LENGTH / 4).map(|group| code.chars().skip(group * 4).take(4).collect()).collect();
        (Opaque::plain(groups.join("-")), hash)
    }

    /// The hash of what somebody typed, however they spelt it; nothing when it is no code.
    pub fn hash(&self, typed: &str) -> Option<Vec<u8>> {
        if typed.len() > 64 {
            return None;
        }
        let letters = typed.chars().filter(|c| !matches!(c, '-' | ' ')).map(|c| {
            match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            }
        });
        let code: String = letters.collect();
        let good = code.len() == LENGTH && code.bytes().all(|b| ALPHABET.contains(&b));
        good.then(|| self.key.mac(&[code.as_bytes()]).to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{chance, keys};

    #[test]
    fn codes_are_known_however_they_are_typed() {
        let codes = InviteCodes::new(&keys());
        let (code, hash) = codes.make(&mut chance(7));
        let code = code.expose();
        assert_eq!(code.len(), 19);
        for typed in [
            code.to_owned(),
            code.to_lowercase(),
            code.replace('-', ""),
            format!(" {} ", code.replace('-', " ")),
            code.replace('0', "o").replace('1', "l"),
        ] {
            assert_eq!(codes.hash(&typed), Some(hash.clone()), "{typed}");
        }
        for odd in ["", "abc", &code[1..], "ÜÜÜÜ-ÜÜÜÜ", &"A".repeat(100), "U000-0000-0000-0000"]
        {
            assert_eq!(codes.hash(odd), None, "{odd}");
        }
        assert_ne!(codes.make(&mut chance(8)).1, hash);
        assert!(!format!("{:?}", codes.make(&mut chance(7)).0).contains(&code[..4]));
    }
}
