//! What links in digests hold: whose they are, signed. They open nothing, they only end the digests.

use crate::keys::{Keys, MacKey};
use crate::opaque::{self, Opaque};
use domain::UserId;

/// Signs links that end somebody's digests, and knows them again. They work for ever: a letter may be old.
#[derive(Clone, Debug)]
pub struct Unsubscribe(MacKey);

impl Unsubscribe {
    /// Signs with these keys.
    pub fn new(keys: &Keys) -> Self {
        Self(keys.unsubscribe.clone())
    }

    /// What a link of this person holds.
    pub fn token(&self, user: UserId) -> Opaque {
        let id = user.0.to_be_bytes();
        let mut bytes = [0; 32];
        for (to, from) in bytes.iter_mut().zip(id.iter().chain(self.code(id).iter())) {
            *to = *from;
        }
        Opaque::encode(&bytes)
    }

    /// Whose a token is that somebody brings; `None` when it is none of ours.
    pub fn whose(&self, token: &str) -> Option<UserId> {
        use subtle::ConstantTimeEq;
        let bytes = opaque::decode::<32>(token)?;
        let (id, code) = bytes.split_first_chunk::<8>()?;
        let right: bool = self.code(*id).ct_eq(code).into();
        right.then(|| UserId(i64::from_be_bytes(*id)))
    }

    /// 192 bits of the code.
    fn code(&self, id: [u8; 8]) -> [u8; 24] {
        let code = self.0.mac(&[&id]);
        code.first_chunk().copied().unwrap_or([0; 24])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Secret;
    use crate::fixture::chance;

    #[test]
    fn only_our_own_are_known() {
        let keys = |seed| Keys::derive(&Secret::generate(&mut chance(seed)));
        let ours = Unsubscribe::new(&keys(1));
        let token = ours.token(UserId(77)).into_exposed();
        assert_eq!(token.len(), 43);
        assert_eq!(ours.whose(&token), Some(UserId(77)));
        assert_ne!(ours.token(UserId(78)).expose(), token);
        assert_eq!(Unsubscribe::new(&keys(2)).whose(&token), None);
        for at in 0..token.len() {
            let mut forged = token.clone().into_bytes();
            forged[at] = if forged[at] == b'B' { b'Q' } else { b'B' };
            let forged = String::from_utf8(forged).unwrap();
            assert_eq!(ours.whose(&forged), None, "{at}");
        }
        for odd in ["", "x", "../../etc/passwd", &format!("{token}A"), &"é".repeat(43)] {
            assert_eq!(ours.whose(odd), None, "{odd:?}");
        }
    }
}
