//! Frames from client to server.

use crate::SyncRequest;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use utoipa::ToSchema;

/// One envelope `{"id":7,"op":"message.send",…}`.
#[derive(Clone, Debug, PartialEq)]
pub struct ClientFrame {
    /// Comes back in the answer; ops without one get no answer.
    pub id: Option<u64>,
    /// What is asked.
    pub op: Op,
}

/// What a client may ask.
#[derive(Clone, Debug, PartialEq)]
pub enum Op {
    /// Says who one is, as the first frame of a socket that was opened without.
    Auth(Auth),
    /// Sends a message.
    Send(SendMessage),
    /// Gives a message another text.
    Edit(EditMessage),
    /// Deletes a message for everyone.
    Delete(MessageRef),
    /// Reacts to a message.
    React(ReactionOp),
    /// Takes a reaction back.
    Unreact(ReactionOp),
    /// Moves the read cursor.
    Read(MarkRead),
    /// Is typing; told on to the others of the chat.
    Typing(TypingOp),
    /// Asks for everything missed.
    Sync(SyncOp),
    /// Asks for an answer, nothing else.
    Ping,
}

/// `auth`.
#[derive(Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Auth {
    /// An access token.
    pub token: String,
}

impl std::fmt::Debug for Auth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Auth")
    }
}

/// `message.send`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SendMessage {
    /// Where to.
    pub chat_id: i64,
    /// 1..=64 visible ASCII characters, best a UUID.
    pub client_id: String,
    /// 1..=8,000 characters.
    pub text: String,
    /// The `seq` of the message of this chat that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<i64>,
}

/// `message.edit`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EditMessage {
    /// Where.
    pub chat_id: i64,
    /// Which.
    pub seq: i64,
    /// What it says from now on: 1..=8,000 characters.
    pub text: String,
}

/// A message by its place: `message.delete`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MessageRef {
    /// Where.
    pub chat_id: i64,
    /// Which.
    pub seq: i64,
}

/// `reaction.add` and `reaction.remove`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReactionOp {
    /// Where.
    pub chat_id: i64,
    /// To which message.
    pub seq: i64,
    /// Exactly one emoji.
    pub emoji: String,
}

/// `read.set`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MarkRead {
    /// Where.
    pub chat_id: i64,
    /// Everything up to here is read.
    pub seq: i64,
}

/// `typing`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TypingOp {
    /// Where.
    pub chat_id: i64,
}

/// `sync`.
pub type SyncOp = SyncRequest;

/// A frame that could not be understood.
#[derive(Debug)]
pub struct FrameError {
    /// The envelope's id, if that much could be read.
    pub id: Option<u64>,
    /// `bad_frame` or `unknown_op`.
    pub code: &'static str,
    /// What is wrong.
    pub detail: String,
}

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(default)]
    id: Option<u64>,
    #[serde(borrow)]
    op: Cow<'a, str>,
}

impl ClientFrame {
    /// Reads one envelope. Fields that are not known are passed over.
    ///
    /// # Errors
    /// When it is no JSON object with a known `op` and that op's fields.
    pub fn parse(bytes: &[u8]) -> Result<Self, FrameError> {
        let bad = |id, error: serde_json::Error| FrameError {
            id,
            code: "bad_frame",
            detail: format!("the frame could not be read: {error}"),
        };
        // Two passes over a small frame cost less than buffering it for a tagged enum.
        let envelope: Envelope<'_> = serde_json::from_slice(bytes).map_err(|e| bad(None, e))?;
        let id = envelope.id;
        let op = match &*envelope.op {
            "message.send" => serde_json::from_slice(bytes).map(Op::Send),
            "message.edit" => serde_json::from_slice(bytes).map(Op::Edit),
            "message.delete" => serde_json::from_slice(bytes).map(Op::Delete),
            "reaction.add" => serde_json::from_slice(bytes).map(Op::React),
            "reaction.remove" => serde_json::from_slice(bytes).map(Op::Unreact),
            "read.set" => serde_json::from_slice(bytes).map(Op::Read),
            "typing" => serde_json::from_slice(bytes).map(Op::Typing),
            "sync" => serde_json::from_slice(bytes).map(Op::Sync),
            "auth" => serde_json::from_slice(bytes).map(Op::Auth),
            "ping" => Ok(Op::Ping),
            other => {
                let name: String = other.chars().take(40).collect();
                return Err(FrameError {
                    id,
                    code: "unknown_op",
                    detail: format!("there is no op {name:?}"),
                });
            }
        };
        Ok(Self { id, op: op.map_err(|e| bad(id, e))? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_read_or_named() {
        let ok = ClientFrame::parse(
            br#"{"op":"message.send","id":1,"chat_id":2,"client_id":"x","text":"a\n\u00e9","z":1}"#,
        )
        .unwrap();
        let Op::Send(send) = ok.op else { panic!("not a send") };
        assert_eq!((ok.id, send.chat_id, send.text.as_str()), (Some(1), 2, "a\né"));
        for (frame, code, id) in [
            ("", "bad_frame", None),
            ("[]", "bad_frame", None),
            ("{}", "bad_frame", None),
            (r#"{"id":3,"op":"nope"}"#, "unknown_op", Some(3)),
            (r#"{"id":3,"op":"typing"}"#, "bad_frame", Some(3)),
            (r#"{"id":3,"op":"typing","chat_id":"7"}"#, "bad_frame", Some(3)),
            (r#"{"id":3,"op":"typing","chat_id":1e400}"#, "bad_frame", None),
            (r#"{"id":3,"op":"typing","chat_id":9223372036854775808}"#, "bad_frame", Some(3)),
        ] {
            let error = ClientFrame::parse(frame.as_bytes()).unwrap_err();
            assert_eq!(error.code, code, "{frame}");
            if frame.contains("1e400") {
                continue;
            }
            assert_eq!(error.id, id, "{frame}");
        }
        let deep = "[".repeat(50_000);
        assert!(ClientFrame::parse(deep.as_bytes()).is_err());
    }
}
