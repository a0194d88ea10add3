//! Frames of RFC 6455 as the server sends them: whole, unmasked, encoded once for all readers.

use bytes::Bytes;

const TEXT: u8 = 0x81;
const CLOSE: u8 = 0x88;
const PING: u8 = 0x89;
const PONG: u8 = 0x8A;

/// A text frame (5.6); `text` must be UTF-8.
pub fn text(text: &[u8]) -> Bytes {
    encode(TEXT, text)
}

/// A ping without a payload (5.5.2).
pub fn ping() -> Bytes {
    Bytes::from_static(&[PING, 0])
}

/// The answer to a ping (5.5.3); a payload over 125 bytes is cut.
pub fn pong(payload: &[u8]) -> Bytes {
    encode(PONG, payload.get(..125).unwrap_or(payload))
}

/// A close with its code and a reason of at most 123 bytes (5.5.1).
pub fn close(code: u16, reason: &str) -> Bytes {
    let mut payload = code.to_be_bytes().to_vec();
    let end = reason.floor_char_boundary(123);
    payload.extend_from_slice(reason.get(..end).unwrap_or_default().as_bytes());
    encode(CLOSE, &payload)
}

fn encode(head: u8, payload: &[u8]) -> Bytes {
    let mut out = Vec::with_capacity(payload.len() + 10);
    out.push(head);
    if let Ok(short @ 0..126) = u8::try_from(payload.len()) {
        out.push(short);
    } else if let Ok(medium) = u16::try_from(payload.len()) {
        out.push(126);
        out.extend_from_slice(&medium.to_be_bytes());
    } else {
        out.push(127);
        let long = u64::try_from(payload.len()).unwrap_or(u64::MAX);
        out.extend_from_slice(&long.to_be_bytes());
    }
    out.extend_from_slice(payload);
    Bytes::from(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_take_the_shortest_form() {
        assert_eq!(&text(b"hi")[..], [0x81, 2, b'h', b'i']);
        assert_eq!(text(&[b'a'; 125])[1], 125);
        assert_eq!(text(&[b'a'; 126])[..4], [0x81, 126, 0, 126]);
        assert_eq!(text(&vec![b'a'; 65_535])[..4], [0x81, 126, 255, 255]);
        assert_eq!(text(&vec![b'a'; 65_536])[..10], [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]);
        assert_eq!(&close(4401, "x")[..], [0x88, 3, 0x11, 0x31, b'x']);
        assert!(close(1001, &"ü".repeat(100)).len() <= 127);
    }
}
