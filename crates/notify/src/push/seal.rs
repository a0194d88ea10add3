//! Encryption of one push message: RFC 8291 on the content coding `aes128gcm` of RFC 8188.

use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{Aes128Gcm, Nonce};
use hmac::{Hmac, KeyInit as _, Mac};
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::{PublicKey, SecretKey, ecdh};
use sha2::Sha256;

/// Largest text that push services must take (RFC 8291, 4), less what sealing adds.
pub(super) const MAX_TEXT: usize = 3_900;
/// The record size that is written into the head: all is one record.
const RECORD: u32 = 4_096;

/// Why a message could not be sealed: the browser's keys mean nothing, or the text is too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the subscription's keys are no good")]
pub struct SealError;

/// HMAC-SHA-256: both steps of HKDF (RFC 5869) for keys of at most 32 bytes.
fn mac(key: &[u8], parts: &[&[u8]]) -> Result<[u8; 32], SealError> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).map_err(|_| SealError)?;
    for part in parts {
        mac.update(part);
    }
    Ok(mac.finalize().into_bytes().into())
}

/// Encrypts `text` for a browser.
///
/// `public_key` (65 bytes) and `secret` (16 bytes) are the browser's; `own` is a key for this message alone and
/// `salt` chance.
///
/// # Errors
/// When the browser's keys are no point of the curve, or the text is longer than a record takes.
pub fn seal(
    text: &[u8],
    public_key: &[u8],
    secret: &[u8],
    own: &SecretKey,
    salt: &[u8; 16],
) -> Result<Vec<u8>, SealError> {
    if text.len() > MAX_TEXT {
        return Err(SealError);
    }
    let theirs = PublicKey::from_sec1_bytes(public_key).map_err(|_| SealError)?;
    let ours = own.public_key().to_encoded_point(false);
    let shared = ecdh::diffie_hellman(own.to_nonzero_scalar(), theirs.as_affine());
    // RFC 8291, 3.4.
    let mixed = mac(secret, &[shared.raw_secret_bytes()])?;
    let input = mac(&mixed, &[b"WebPush: info\0", public_key, ours.as_bytes(), &[1]])?;
    // RFC 8188, 2.2 and 2.3.
    let base = mac(salt, &[&input])?;
    let key = mac(&base, &[b"Content-Encoding: aes128gcm\0", &[1]])?;
    let nonce = mac(&base, &[b"Content-Encoding: nonce\0", &[1]])?;
    let key = key.first_chunk::<16>().ok_or(SealError)?;
    let nonce = nonce.first_chunk::<12>().ok_or(SealError)?;
    let mut record = text.to_vec();
    // The last record ends in 2, without padding.
    record.push(2);
    let cipher = Aes128Gcm::new(key.into());
    let sealed = cipher.encrypt(&Nonce::from(*nonce), record.as_slice());
    let mut out = salt.to_vec();
    out.extend_from_slice(&RECORD.to_be_bytes());
    out.push(65);
    out.extend_from_slice(ours.as_bytes());
    out.extend_from_slice(&sealed.map_err(|_| SealError)?);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    fn bytes(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).unwrap()
    }

    /// The example of RFC 8291, section 5 and appendix A.
    #[test]
    fn the_example_of_the_rfc_holds() {
        let own = SecretKey::from_slice(&bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"));
        let salt = bytes("DGv6ra1nlYgDCS1FRnbzlw");
        let public_key = bytes(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        );
        let secret = bytes("BTBZMqHH6r4Tts7J_aSIgg");
        let text = b"When I grow up, I want to be a watermelon";
        let salt = salt.first_chunk::<16>().unwrap();
        let sealed = seal(text, &public_key, &secret, &own.unwrap(), salt).unwrap();
        let want = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIg\
            Dll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
        assert_eq!(URL_SAFE_NO_PAD.encode(sealed), want);
    }

    #[test]
    fn bad_keys_and_long_texts_are_refused() {
        let own = SecretKey::from_slice(&[7; 32]).unwrap();
        let good = own.public_key().to_encoded_point(false);
        let mut off = good.as_bytes().to_vec();
        off[64] ^= 1;
        for key in [&[][..], &[4; 65], &off, &good.as_bytes()[..64]] {
            assert_eq!(seal(b"x", key, &[1; 16], &own, &[0; 16]), Err(SealError));
        }
        let long = vec![b'x'; MAX_TEXT + 1];
        assert_eq!(seal(&long, good.as_bytes(), &[1; 16], &own, &[0; 16]), Err(SealError));
        let most = seal(&long[1..], good.as_bytes(), &[1; 16], &own, &[0; 16]).unwrap();
        assert!(most.len() <= 4_096, "{}", most.len());
    }
}
