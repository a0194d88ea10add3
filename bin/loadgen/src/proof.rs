//! That a seeded chat is one that was sent, as far as anybody can see from outside.

use crate::http::Http;
use crate::people::{self, Person};
use crate::server::Server;
use crate::{Outcome, frame};
use serde_json::Value;
use wire::{History, SyncPage, SyncRequest};

/// Sends the first message of a chat; answers its seq.
pub(crate) async fn say(server: &Server, chat: i64, sender: &Person) -> Outcome<u64> {
    let mut http = Http::connect(server.address, Some(&sender.token)).await?;
    let sent = people::say(&mut http, chat, 0).await?;
    Ok(u64::try_from(sent.message.seq)?)
}

/// Checks the newest `last` of a chat whose first message was sent and the others seeded, and that sending and
/// syncing go on from there; answers the newest seq.
pub(crate) async fn as_if_sent(
    server: &Server,
    chat: i64,
    sender: &Person,
    last: u64,
) -> Outcome<u64> {
    let last = i64::try_from(last)?;
    let mut http = Http::connect(server.address, Some(&sender.token)).await?;
    let first: Value = page(&mut http, chat, "limit=1&before=2").await?;
    let newest: Value = page(&mut http, chat, "limit=50").await?;
    let sent = first.pointer("/items/0").ok_or("the first message is not there")?;
    let items = newest.pointer("/items").and_then(Value::as_array).ok_or("no page")?;
    if items.iter().any(|item| shape(item) != shape(sent)) {
        return Err(format!("a seeded message is not like {sent}").into());
    }
    let newest: History = serde_json::from_value(newest)?;
    let place = |(item, seq): (&wire::Message, i64)| item.seq == seq && item.text == frame::TEXT;
    if newest.items.len() != 50 || !newest.items.iter().zip(last - 49..).all(place) {
        return Err("the newest messages are not those that were seeded".into());
    }
    let rev = newest.items.last().map(|item| item.rev).ok_or("an empty page")?;
    let next = people::say(&mut http, chat, u64::try_from(last)? + 1).await?.message;
    if (next.seq, next.rev) != (last + 1, rev + 1) {
        return Err(format!("after {last} (rev {rev}) came {} ({})", next.seq, next.rev).into());
    }
    let asked = SyncRequest { chats: [(chat, rev - 10)].into(), user: None };
    let missed: SyncPage = http.post("/sync", &asked).await?;
    let seqs = missed.chats.iter().flat_map(|chat| chat.messages.iter().map(|one| one.seq));
    if !seqs.eq(last - 9..=last + 1) {
        return Err("a sync doesn't tell what was seeded and sent".into());
    }
    Ok(u64::try_from(next.seq)?)
}

async fn page(http: &mut Http, chat: i64, query: &str) -> Outcome<Value> {
    Ok(serde_json::from_slice(http.get(&format!("/chats/{chat}/messages?{query}")).await?)?)
}

/// The fields of an object and of what kind they are.
fn shape(value: &Value) -> Vec<(&str, std::mem::Discriminant<Value>)> {
    let fields = value.as_object().into_iter().flatten();
    fields.map(|(name, value)| (name.as_str(), std::mem::discriminant(value))).collect()
}
