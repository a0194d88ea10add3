use super::signed::Signed;
use crate::Failure;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use domain::{ChatId, Emoji, Seq, UserId};
use std::future::{Ready, ready};

/// The chat that a path names. What is no number names nothing: 404.
#[derive(Clone, Copy, Debug)]
pub struct ChatPath(pub ChatId);

impl FromRequest for ChatPath {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let chat = number(request, "chat_id").map(|id| Self(ChatId(id)));
        ready(chat.ok_or_else(Failure::chat_not_found))
    }
}

/// The message that a path names. What is no number names nothing: 404.
#[derive(Clone, Copy, Debug)]
pub struct MessagePath {
    /// Where.
    pub chat: ChatId,
    /// Which.
    pub seq: Seq,
}

impl MessagePath {
    fn of(request: &HttpRequest) -> Result<Self, Failure> {
        let chat = number(request, "chat_id").map(ChatId).ok_or_else(Failure::chat_not_found)?;
        let seq = number(request, "seq").map(Seq).ok_or_else(Failure::message_not_found)?;
        Ok(Self { chat, seq })
    }
}

impl FromRequest for MessagePath {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

/// The reaction that a path names.
#[derive(Clone, Debug)]
pub struct ReactionPath {
    /// To which message.
    pub message: MessagePath,
    /// How.
    pub emoji: Emoji,
}

impl FromRequest for ReactionPath {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let message = MessagePath::of(request);
        let emoji = request.match_info().get("emoji").unwrap_or_default();
        let emoji = Emoji::parse(emoji).map_err(Failure::from);
        ready(message.and_then(|message| emoji.map(|emoji| Self { message, emoji })))
    }
}

/// The person that a path names: a number, or `me`.
#[derive(Clone, Copy, Debug)]
pub enum UserRef {
    /// Whoever asks.
    Me,
    /// Somebody by id.
    Id(UserId),
}

impl UserRef {
    /// The person, once it is known who asks.
    pub(crate) fn of(self, signed: &Signed) -> UserId {
        match self {
            Self::Me => signed.actor.user,
            Self::Id(id) => id,
        }
    }
}

impl FromRequest for UserRef {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        if request.match_info().get("user_id") == Some("me") {
            return ready(Ok(Self::Me));
        }
        let user = number(request, "user_id").map(|id| Self::Id(UserId(id)));
        ready(user.ok_or_else(Failure::user_not_found))
    }
}

/// A positive decimal number without sign or leading zeros, below 2^53.
pub(crate) fn number(request: &HttpRequest, name: &str) -> Option<i64> {
    let text = request.match_info().get(name)?;
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
    text.parse().ok().filter(|id| plain && *id < 1 << 53)
}
