//! Tokens that show that a form came from a page of ours.

use crate::opaque::{Opaque, decode};
use crate::session::Sessions;
use domain::{Session, SessionId};

impl Sessions {
    /// The token of a session of pages: the same for as long as it lives.
    pub fn csrf_token(&self, session: &Session) -> Opaque {
        self.csrf_of(session.id, &session.secret)
    }

    /// Whether `presented` is the session's token, in a time that does not tell how nearly.
    pub fn csrf_matches(&self, session: &Session, presented: &str) -> bool {
        let id = session.id.0.to_be_bytes();
        decode::<32>(presented)
            .is_some_and(|code| self.csrf_key.verify(&[&session.secret, &id], &code))
    }

    pub(crate) fn csrf_of(&self, id: SessionId, secret: &[u8]) -> Opaque {
        Opaque::encode(&self.csrf_key.mac(&[secret, &id.0.to_be_bytes()]))
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::{session, sessions};
    use domain::SessionId;

    #[test]
    fn a_token_is_good_for_its_own_session_only() {
        let (mine, mut other) = (session(1), session(2));
        let token = sessions().csrf_token(&mine);
        assert!(sessions().csrf_matches(&mine, token.expose()));
        assert!(!sessions().csrf_matches(&other, token.expose()));
        other.id = mine.id;
        assert!(!sessions().csrf_matches(&other, token.expose()), "another secret");
        let mut other = mine.clone();
        other.id = SessionId(99);
        assert!(!sessions().csrf_matches(&other, token.expose()), "another id");
        let refresh = sessions().refresh_token(mine.id, &mine.secret, 0);
        let long = token.expose().repeat(2);
        for bad in ["", "x", &token.expose()[1..], &long, refresh.expose(), "\u{1F375}"] {
            assert!(!sessions().csrf_matches(&mine, bad), "{bad}");
        }
    }
}
