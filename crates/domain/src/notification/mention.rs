use super::call::call_all;
use super::{Kind, NewNotification, notify};
use crate::port::{StoreError, Tx};
use crate::{Handle, Message, Timestamp, UserId};

/// Most names of one message that are looked at.
pub const MAX_MENTIONS: usize = 50;

/// Behind an `@` it means everybody in the group; nobody is called so.
const ALL: &str = "all";

/// The usernames after an `@` that begins a word, each once, the first [`MAX_MENTIONS`].
///
/// A name that ends in a mark of punctuation comes with and without it: "are you there, @ana." means
/// whoever of the two there is.
pub fn mentions(text: &str) -> Vec<Handle> {
    let mut found = Vec::new();
    let mut looked = 0;
    let mut before = None;
    for (at, c) in text.char_indices() {
        // An address of mail is no mention.
        let begins = !before.is_some_and(|b: char| b.is_alphanumeric() || "._-@".contains(b));
        before = Some(c);
        if c != '@' || !begins {
            continue;
        }
        let rest = text.get(at + 1..).unwrap_or_default();
        let end = rest.find(|c: char| !c.is_alphanumeric() && !"._-".contains(c));
        let name = end.and_then(|end| rest.get(..end)).unwrap_or(rest);
        let bare = name.trim_end_matches(['.', '_', '-']);
        for name in [name, bare] {
            if let Some(handle) = Handle::for_lookup(name).filter(|h| !found.contains(h)) {
                found.push(handle);
            }
        }
        looked += 1;
        if looked == MAX_MENTIONS {
            break;
        }
    }
    found
}

/// Notifies the members whom a message names, with `@all` every other if the sender may call all, and
/// answers who they are. A message without an `@` costs no question.
pub(crate) fn notify_mentioned(
    tx: &mut dyn Tx,
    message: &Message,
    may_call_all: bool,
) -> Result<Vec<UserId>, StoreError> {
    if !message.text.as_str().contains('@') {
        return Ok(Vec::new());
    }
    let names = mentions(message.text.as_str());
    if may_call_all && names.iter().any(|name| name.as_str() == ALL) {
        return call_all(tx, message);
    }
    notify_named(tx, message, &names, message.sent_at)
}

/// Notifies those of a message's chat who have one of these names and for whom the message is there, and
/// answers who they are.
pub(crate) fn notify_named(
    tx: &mut dyn Tx,
    message: &Message,
    names: &[Handle],
    at: Timestamp,
) -> Result<Vec<UserId>, StoreError> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let mut people = tx.mentioned(message.chat, message.sender, names)?;
    if message.edited_at.is_some() {
        people = seeing(tx, message, people)?;
    }
    tell(tx, message, people, at)
}

pub(super) fn tell(
    tx: &mut dyn Tx,
    message: &Message,
    people: Vec<UserId>,
    at: Timestamp,
) -> Result<Vec<UserId>, StoreError> {
    let new = NewNotification::by(message.sender, Kind::Mention, at);
    let new = NewNotification { seq: Some(message.seq), ..new.in_chat(message.chat) };
    notify(tx, &people, &new)?;
    Ok(people)
}

/// Those for whom a message is there that may be older than their being in the chat.
fn seeing(
    tx: &mut dyn Tx,
    message: &Message,
    people: Vec<UserId>,
) -> Result<Vec<UserId>, StoreError> {
    let mut there = Vec::with_capacity(people.len());
    for user in people {
        let row = tx.membership(message.chat, user)?;
        let shown = tx.messages(user, message.chat, message.seq, message.seq)?.pop();
        if row.zip(shown).is_some_and(|(row, shown)| row.sees(&shown)) {
            there.push(user);
        }
    }
    Ok(there)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_begin_words() {
        for (text, want) in [
            ("", vec![]),
            ("@", vec![]),
            ("hello @ana", vec!["ana"]),
            ("@Ana, @ben: (@eve) @ana", vec!["ana", "ben", "eve"]),
            ("see you, @ana.", vec!["ana.", "ana"]),
            ("@ana.maria-2!", vec!["ana.maria-2"]),
            ("write to ana@example.org", vec![]),
            ("@@ana @an @аna", vec![]),
            ("@анна?", vec!["анна"]),
            ("x\n@ben\t@ben", vec!["ben"]),
        ] {
            let found = mentions(text);
            let found: Vec<&str> = found.iter().map(Handle::as_str).collect();
            assert_eq!(found, want, "{text:?}");
        }
    }

    #[test]
    fn a_message_full_of_names_is_bounded() {
        let names: Vec<String> = (0..200).map(|n| format!("@guest{n}")).collect();
        let text = names.join(" ");
        assert_eq!(mentions(&text).len(), MAX_MENTIONS);
        assert!(mentions(&"@".repeat(8_000)).is_empty());
        assert!(mentions(&format!("@{}", "a".repeat(8_000))).is_empty());
    }
}
