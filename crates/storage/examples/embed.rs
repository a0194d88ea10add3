//! A chat without a server: two people, one message, one file.

use domain::account::{Register, RegisterError, Standing, register};
use domain::chat::{CreateError, OpenDirect, open_direct};
use domain::message::{History, SendError, SendMessage, history, send};
use domain::port::{EventSink, Lane, StoreError};
use domain::rights::Audience;
use domain::{
    Actor, ClientId, DisplayName, Email, Event, Handle, MessageText, SessionId, Timestamp,
};
use std::sync::Arc;
use tertulia_storage::{Store, StoreOptions};

/// Hears what was committed; a program with a window would draw it.
struct Screen;

impl EventSink for Screen {
    fn deliver(&self, events: Vec<Event>) {
        for event in events {
            if let Some((chat, rev)) = event.chat() {
                eprintln!("chat {chat} is at change {rev}");
            }
        }
    }
}

fn person(store: &Store, name: &str, at: Timestamp) -> Result<Actor, Box<dyn std::error::Error>> {
    let new = Register {
        handle: Handle::parse(name)?,
        email: Email::parse(&format!("{name}@example.org"))?,
        display_name: DisplayName::parse(name)?,
        password_hash: String::new(), // nobody logs in here
        standing: Standing::Member,
        at,
    };
    let user = store.write(Lane::Any, move |tx| -> Result<_, RegisterError> {
        Ok(register(tx, new.clone())?.id)
    })?;
    Ok(Actor { user, session: SessionId(0) })
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite:{}", folder.path().join("chat.db").display());
    let store = Store::open(&url, StoreOptions::default(), Arc::new(Screen))?;
    let now = Timestamp(1_790_000_000_000);
    let (ana, ben) = (person(&store, "ana", now)?, person(&store, "ben", now)?);

    let open = OpenDirect { with: ben.user, rule: Audience::Everyone, at: now };
    let chat = store.write(Lane::Any, move |tx| -> Result<_, CreateError> {
        Ok(open_direct(tx, &ana, open)?.summary.chat.id)
    })?;
    let client_id = ClientId::parse("b4f6")?;
    let hello = SendMessage {
        chat,
        client_id,
        text: MessageText::parse("Good evening")?,
        reply_to: None,
        at: now,
    };
    let sent = store.write(Lane::Chat(chat), move |tx| -> Result<_, SendError> {
        send(tx, &ana, hello.clone())
    })?;

    let page = store.read(|read| history(read, &ben, chat, History::Latest, 50))??;
    assert_eq!(page.messages, [sent.message]);
    for message in &page.messages {
        let author = store.read(|read| read.user(message.sender))??;
        let author = author.ok_or_else(|| StoreError::lost("author"))?;
        eprintln!("{}: {}", author.handle.as_str(), message.text.as_str());
    }
    Ok(())
}
