//! What the load generator needs to see of a frame, found without parsing it.
//!
//! The order of fields is `tertulia-wire`'s: a test holds the two together.

/// A message of a hundred bytes.
pub(crate) const TEXT: &str = "It was the hour when the lamps are lit and the friends sit down and \
                               one begins, as ever, with a tale";

/// One envelope of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// A good answer.
    Ok,
    /// A message by somebody.
    MessageNew {
        /// Who wrote it.
        sender: i64,
    },
    /// A change of a message, or of somebody's read cursor.
    Changed,
    /// A bad answer.
    Error,
    /// Anything else.
    Other,
}

/// The envelopes of a frame.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = Line> + '_ {
    text.split('\n').map(read)
}

/// How events begin that tell of a change.
const CHANGES: [&str; 3] =
    ["{\"ev\":\"reaction.changed\"", "{\"ev\":\"message.edited\"", "{\"ev\":\"read\""];

fn read(line: &str) -> Line {
    if line.starts_with("{\"ev\":\"message.new\"") {
        let sender = line.split_once("\"sender_id\":").and_then(|(_, rest)| {
            let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
            digits.parse().ok()
        });
        return sender.map_or(Line::Other, |sender| Line::MessageNew { sender });
    }
    if line.starts_with("{\"id\":") {
        return if line.contains(",\"ok\":") { Line::Ok } else { Line::Error };
    }
    match line {
        line if line.starts_with("{\"error\":") => Line::Error,
        line if CHANGES.iter().any(|change| line.starts_with(change)) => Line::Changed,
        _ => Line::Other,
    }
}

/// The frame that sends a message of a hundred bytes.
pub(crate) fn send(id: u64, chat: i64, client: &str) -> String {
    say(id, chat, client, TEXT)
}

/// The frame that sends a text without quotes.
pub(crate) fn say(id: u64, chat: i64, client: &str, text: &str) -> String {
    format!(
        "{{\"id\":{id},\"op\":\"message.send\",\"chat_id\":{chat},\"client_id\":\"{client}-{id}\",\
         \"text\":\"{text}\"}}"
    )
}

/// The frame that reacts to a message, or takes that back.
pub(crate) fn react(id: u64, chat: i64, seq: u64, on: bool) -> String {
    let op = if on { "add" } else { "remove" };
    format!(
        "{{\"id\":{id},\"op\":\"reaction.{op}\",\"chat_id\":{chat},\"seq\":{seq},\"emoji\":\"👍\"}}"
    )
}

/// The frame that gives a message another text of a hundred bytes, and a few.
pub(crate) fn edit(id: u64, chat: i64, seq: u64) -> String {
    format!(
        "{{\"id\":{id},\"op\":\"message.edit\",\"chat_id\":{chat},\"seq\":{seq},\
         \"text\":\"{TEXT} {id}\"}}"
    )
}

/// The frame that moves the read cursor.
pub(crate) fn mark_read(id: u64, chat: i64, seq: u64) -> String {
    format!("{{\"id\":{id},\"op\":\"read.set\",\"chat_id\":{chat},\"seq\":{seq}}}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::{ClientFrame, Message, Push, ReplyError, encode_error, encode_event, encode_ok};

    #[test]
    fn the_wire_still_has_this_shape() {
        let message = Message {
            chat_id: 1,
            seq: 2,
            rev: 3,
            sender_id: 44,
            client_id: "x".into(),
            text: "\"sender_id\":9".into(),
            sent_at: 0,
            edited_at: None,
            deleted_at: None,
            deleted_by: None,
            reply_to: None,
            reactions: Vec::new(),
            pinned_at: None,
            pinned_by: None,
            hidden: false,
        };
        let push = Push::MessageNew { chat_id: 1, rev: 3, message };
        let error = ReplyError {
            code: "x".into(),
            detail: String::new(),
            temporary: false,
            retry_after_ms: None,
        };
        let frames = [
            encode_event(&push),
            encode_ok(7, &serde_json::json!({})),
            encode_error(Some(7), &error),
            encode_error(None, &error),
            encode_event(&Push::Synced {}),
            encode_event(&Push::Read {
                chat_id: 1,
                rev: 4,
                user_id: 44,
                seq: 2,
                at: 0,
                user_rev: None,
            }),
        ];
        let text = frames.map(|frame| String::from_utf8(frame).unwrap()).join("\n");
        let new = Line::MessageNew { sender: 44 };
        let want = [new, Line::Ok, Line::Error, Line::Error, Line::Other, Line::Changed];
        assert_eq!(lines(&text).collect::<Vec<_>>(), want);
    }

    #[test]
    fn what_is_sent_is_understood() {
        let frame = send(7, 4, "a");
        let frame = ClientFrame::parse(frame.as_bytes()).unwrap();
        let wire::Op::Send(send) = frame.op else { panic!("not a send") };
        assert_eq!((frame.id, send.chat_id, send.text.len()), (Some(7), 4, 100));
    }

    #[test]
    fn changes_are_understood() {
        let op = |text: String| ClientFrame::parse(text.as_bytes()).unwrap().op;
        let reaction = wire::ReactionOp { chat_id: 4, seq: 2, emoji: "👍".into() };
        assert_eq!(op(react(7, 4, 2, true)), wire::Op::React(reaction.clone()));
        assert_eq!(op(react(8, 4, 2, false)), wire::Op::Unreact(reaction));
        let edited = wire::EditMessage { chat_id: 4, seq: 2, text: format!("{TEXT} 9") };
        assert_eq!(op(edit(9, 4, 2)), wire::Op::Edit(edited));
        assert_eq!(op(mark_read(9, 4, 2)), wire::Op::Read(wire::MarkRead { chat_id: 4, seq: 2 }));
    }
}
