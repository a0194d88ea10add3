/// Digits and letters without those that look alike (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The code that lets people into a group: 12 characters, 60 bits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CodeText(String);

impl CodeText {
    /// Characters of a code.
    pub const LENGTH: usize = 12;

    /// A code out of random bytes; each byte has as many for every character.
    pub fn of(random: [u8; Self::LENGTH]) -> Self {
        let letters = random.iter().filter_map(|byte| ALPHABET.get(usize::from(byte % 32)));
        Self(letters.map(|letter| char::from(*letter)).collect())
    }

    /// A code however it was typed: with spaces or hyphens, in small letters, with O, I and L for the
    /// digits that they look like. Nothing when it is none.
    pub fn parse(typed: &str) -> Option<Self> {
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
        let good = code.len() == Self::LENGTH && code.bytes().all(|b| ALPHABET.contains(&b));
        good.then_some(Self(code))
    }

    /// Takes text that a store has already checked.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The code, without anything between its characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_known_however_they_are_typed() {
        let code = CodeText::of([0, 1, 31, 32, 255, 10, 20, 99, 100, 7, 8, 9]);
        assert_eq!(code.as_str(), "01Z0ZAM34789");
        for typed in ["01z0zam34789", "01Z0-ZAM3-4789", " o i z o zam 34789 ", "OLZOZAM34789"] {
            assert_eq!(CodeText::parse(typed), Some(code.clone()), "{typed}");
        }
        for typed in ["", "01Z0ZAM3478", "01Z0ZAM347899", "01Z0ZAM3478U", "01Z0ZAM3478é", "☃"] {
            assert_eq!(CodeText::parse(typed), None, "{typed}");
        }
        assert_eq!(CodeText::parse(&"-".repeat(100_000)), None);
    }
}
