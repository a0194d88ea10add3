//! The proof of who sends (RFC 8292): a JWT, signed with ES256, for one push service.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Timestamp;
use p256::SecretKey;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use p256::elliptic_curve::sec1::ToEncodedPoint;
use serde_json::json;

/// How long a proof holds: push services take at most a day.
const HOLDS_S: i64 = 12 * 3_600;

/// The server's key for Web Push. Never prints.
#[derive(Clone)]
pub struct Vapid {
    key: SigningKey,
    public_key: String,
    contact: String,
}

impl std::fmt::Debug for Vapid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vapid").field("public_key", &self.public_key).finish_non_exhaustive()
    }
}

impl Vapid {
    /// The key made of 32 bytes of a secret; `None` for the one in four billions that make none.
    ///
    /// `contact` is whom a push service may write to: a `mailto:` or `https:` address.
    pub fn new(secret: &[u8; 32], contact: String) -> Option<Self> {
        let key = SecretKey::from_slice(secret).ok()?;
        let public_key = key.public_key().to_encoded_point(false);
        let public_key = URL_SAFE_NO_PAD.encode(public_key.as_bytes());
        Some(Self { key: SigningKey::from(&key), public_key, contact })
    }

    /// The public key as browsers want it (`applicationServerKey`): base64url.
    pub fn public_key(&self) -> &str {
        &self.public_key
    }

    /// The value of the header `Authorization` for a push service with this origin.
    pub(super) fn proof(&self, origin: &str, now: Timestamp) -> String {
        let head = json!({"typ": "JWT", "alg": "ES256"});
        let claims = json!({
            "aud": origin,
            "exp": now.0 / 1_000 + HOLDS_S,
            "sub": self.contact,
        });
        let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let text = format!("{}.{}", part(head), part(claims));
        let signature: Signature = self.key.sign(text.as_bytes());
        let signature = URL_SAFE_NO_PAD.encode(signature.to_bytes());
        format!("vapid t={text}.{signature}, k={}", self.public_key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use p256::ecdsa::VerifyingKey;
    use p256::ecdsa::signature::Verifier;

    #[test]
    fn proofs_are_signed_for_one_service() {
        let vapid = Vapid::new(&[9; 32], "mailto:ana@example.org".to_owned()).unwrap();
        let proof = vapid.proof("https://push.example.net", Timestamp(1_000_000));
        let (token, key) = proof.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
        assert_eq!(key, vapid.public_key());
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
        let key = VerifyingKey::from_sec1_bytes(&decode(key)).unwrap();
        let signature = Signature::from_slice(&decode(signature)).unwrap();
        key.verify(signed.as_bytes(), &signature).unwrap();
        key.verify(b"something else", &signature).unwrap_err();
        let claims = decode(signed.split('.').nth(1).unwrap());
        let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
        let want = json!({"aud": "https://push.example.net", "exp": 1_000 + HOLDS_S,
            "sub": "mailto:ana@example.org"});
        assert_eq!(claims, want);
        assert!(Vapid::new(&[0; 32], String::new()).is_none());
        assert!(!format!("{vapid:?}").contains("mailto"));
    }
}
