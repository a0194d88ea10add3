//! Rights end at once, however much is going on: a hundred removals and a hundred ended sessions.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test stops at once where something is not as it must be"
)]

use client::{Client, ClientError, Socket};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;
use testkit::{Backend, Options, Person, SOON, Server, Talk, unique};

const ROUNDS: usize = 100;
const TALKERS: usize = 5;
/// Between two messages of one talker: 500 a second in all.
const PACE: Duration = Duration::from_millis(10);
/// Messages that must have come between a removal and the look at what was heard.
const MEANWHILE: i64 = 10;

testkit::on_every_backend! {
    the_removed_hear_nothing ended_sessions_hear_nothing the_suspended_hear_nothing
    others_hear_nothing_after_a_new_password the_blocked_are_not_heard
}

async fn the_removed_hear_nothing(backend: Backend) {
    let room = Room::open(backend).await;
    let mut talks = room.talks().await;
    let changes = tokio::spawn(change_all_the_time(room.owner.unwatched(), room.chat));
    let mut witness = Ears::of(&room.owner, room.chat).await;
    let mut removed = Ears::of(&room.guest, room.chat).await;
    let mut heard = 0;
    for round in 0..ROUNDS {
        witness.hear_live(3).await;
        room.owner.remove_member(room.chat, room.guest.id).await.expect("a removal");
        let end = witness.hear_removal(room.guest.id).await;
        // Ephemeral events must stop as well as durable ones.
        witness.socket.send_raw(&typing(room.chat)).await.expect("typing goes out");
        talks[round % TALKERS].goes_on(MEANWHILE).await;
        heard += removed.last_words(end).await;
        removed.is_refused(&room).await;
        room.owner.add_members(room.chat, &[room.guest.id]).await.expect("a return");
        removed.hear_return(end).await;
    }
    changes.abort();
    assert!(changes.await.is_err_and(|error| error.is_cancelled()), "the changes went well");
    for ev in ["message.edited", "reaction.changed", "pin.changed", "message.deleted"] {
        assert!(removed.kinds.contains(ev), "{ev} was among what came while a member");
    }
    let mut said = 0;
    for talk in talks {
        said += talk.stop().await;
    }
    eprintln!("{backend:?}: {ROUNDS} removals among {said} messages, {heard} heard while a member");
}

/// Everything that may become of a message, over and over.
async fn change_all_the_time(client: Client, chat: i64) {
    loop {
        let sent = client.send(chat, &unique(), "words").await.expect("a message");
        let seq = sent.message.seq;
        client.edit(chat, seq, "other words").await.expect("an edit");
        client.react(chat, seq, "\u{1F44D}", true).await.expect("a reaction");
        client.pin(chat, seq, true).await.expect("a pin");
        client.delete(chat, seq).await.expect("a deletion");
    }
}

async fn ended_sessions_hear_nothing(backend: Backend) {
    let room = Room::open(backend).await;
    let talks = room.talks().await;
    let mut heard = 0;
    for _ in 0..ROUNDS {
        let device = room.guest.again().await;
        let mut socket = device.unwatched().socket().await.expect("a socket");
        let hello = socket.next_named("hello", SOON).await.expect("hello");
        let session = hello["session_id"].as_i64().expect("a session");
        socket.next_named("message.new", SOON).await.expect("a live message");
        room.guest.end_session(&session.to_string()).await.expect("an end");
        let closed = socket.until_closed(SOON).await.expect("the socket closes");
        assert_eq!(closed.code, Some(4401), "{closed:?}");
        heard += words_before_the_end(&mut socket, session).await;
        let after = device.me().await;
        assert_eq!(after.expect_err("the token is over").status(), Some(401));
    }
    let mut said = 0;
    for talk in talks {
        said += talk.stop().await;
    }
    eprintln!("{backend:?}: {ROUNDS} ended sessions among {said} messages, {heard} heard before");
}

async fn the_suspended_hear_nothing(backend: Backend) {
    let room = Room::open(backend).await;
    room.crown("owner");
    let talks = room.talks().await;
    let mut heard = 0;
    let path = format!("/admin/users/{}/suspension", room.guest.id);
    for _ in 0..ROUNDS {
        let device = room.guest.again().await;
        let mut socket = device.unwatched().socket().await.expect("a socket");
        socket.next_named("message.new", SOON).await.expect("a live message");
        let done = room.owner.unwatched().request("PUT", &path, None).await.expect("an answer");
        assert_eq!(done.status, 200, "{}", done.text);
        let closed = socket.until_closed(SOON).await.expect("the socket closes");
        assert_eq!(closed.code, Some(4401), "{closed:?}");
        let mut last = Value::Null;
        while let Ok(event) = socket.next_event(Duration::ZERO).await {
            assert_ne!(last["ev"], "account.suspended", "heard after it: {event}");
            last = event;
            heard += 1;
        }
        assert_eq!(last["ev"], "account.suspended");
        assert_eq!(device.me().await.expect_err("the token is over").status(), Some(401));
        let back = room.owner.unwatched().request("DELETE", &path, None).await.expect("an answer");
        assert_eq!(back.status, 200, "{}", back.text);
    }
    let mut said = 0;
    for talk in talks {
        said += talk.stop().await;
    }
    eprintln!("{backend:?}: {ROUNDS} suspensions among {said} messages, {heard} heard before");
}

async fn others_hear_nothing_after_a_new_password(backend: Backend) {
    let room = Room::open(backend).await;
    let talks = room.talks().await;
    let mut heard = 0;
    let word = |round: usize| format!("plum orchard ladder {}", 7 + round);
    for round in 0..ROUNDS {
        let (old, new) = (word(round), word(round + 1));
        let base = room.guest.unwatched();
        let tokens = base.login(&room.guest.username, &old).await.expect("a session");
        let mut socket = base.signed(&tokens).socket().await.expect("a socket");
        let hello = socket.next_named("hello", SOON).await.expect("hello");
        let session = hello["session_id"].as_i64().expect("a session");
        socket.next_named("message.new", SOON).await.expect("a live message");
        let body = json!({"old_password": old, "new_password": new});
        let done = base.request("PUT", "/users/me/password", Some(body)).await.expect("an answer");
        assert_eq!(done.status, 204, "{}", done.text);
        let closed = socket.until_closed(SOON).await.expect("the socket closes");
        assert_eq!(closed.code, Some(4401), "{closed:?}");
        heard += words_before_the_end(&mut socket, session).await;
    }
    room.guest.me().await.expect("the device that did it stays");
    let mut said = 0;
    for talk in talks {
        said += talk.stop().await;
    }
    eprintln!("{backend:?}: {ROUNDS} new passwords among {said} messages, {heard} heard before");
}

/// Writes and types to somebody without a pause, whatever the answer; stops with the test.
async fn pester(mut socket: Socket, chat: i64) {
    loop {
        let (id, word) = (unique(), typing(chat));
        socket.send_raw(&word).await.expect("typing goes out");
        let op = json!({"op": "message.send", "chat_id": chat, "client_id": id, "text": id});
        if let Err(refused) = socket.request(op).await {
            assert_eq!(refused.code(), Some("not_accepted"), "{refused:?}");
        }
        while socket.next_event(Duration::ZERO).await.is_ok() {}
    }
}

async fn the_blocked_are_not_heard(backend: Backend) {
    let server = Server::start(Options::on(backend)).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let chat = ben.direct(ana.id).await.expect("a chat").id;
    let pestering = tokio::spawn(pester(ben.unwatched().socket().await.expect("a socket"), chat));
    let mut ears = Ears::of(&ana, chat).await;
    let mut heard = 0;
    for _ in 0..ROUNDS {
        ears.hear_live(2).await;
        ana.block(ben.id).await.expect("a block");
        // What was pushed before the answer stands before it.
        ears.socket.request(json!({"op": "ping"})).await.expect("an answer");
        while ears.next(Duration::ZERO).await.is_ok() {
            heard += 1;
        }
        ears.socket.request(json!({"op": "ping"})).await.expect("an answer");
        let after = ears.next(Duration::from_millis(5)).await;
        assert!(after.is_err(), "heard after the block: {after:?}");
        ana.unblock(ben.id).await.expect("an end of it");
    }
    assert!(!pestering.is_finished(), "the other goes on to the end");
    pestering.abort();
    eprintln!("{backend:?}: {ROUNDS} blocks, {heard} events heard before");
}

/// Everything that came before `session.revoked`, which must be the last.
async fn words_before_the_end(socket: &mut Socket, session: i64) -> usize {
    let mut heard = Vec::new();
    while let Ok(event) = socket.next_event(Duration::ZERO).await {
        heard.push(event);
    }
    let last = heard.pop().expect("a last event");
    assert_eq!((&last["ev"], &last["session_id"]), (&json!("session.revoked"), &json!(session)));
    heard.len()
}

fn typing(chat: i64) -> String {
    json!({"op": "typing", "chat_id": chat}).to_string()
}

/// A group with much talk, an owner and somebody whose rights come and go.
struct Room {
    owner: Person,
    guest: Person,
    talkers: Vec<Person>,
    chat: i64,
    server: Server,
}

impl Room {
    async fn open(backend: Backend) -> Self {
        let server = Server::start(Options::on(backend)).await;
        let [owner, guest] = server.people(["owner", "guest"]).await;
        let mut talkers = Vec::new();
        for i in 0..TALKERS {
            talkers.push(server.person(&format!("talker{i}")).await);
        }
        let mut ids: Vec<i64> = talkers.iter().map(|person| person.id).collect();
        ids.push(guest.id);
        let chat = owner.group("Much talk", &ids).await.expect("a group").id;
        Self { owner, guest, talkers, chat, server }
    }

    /// Makes somebody an administrator as an operator would.
    fn crown(&self, name: &str) {
        let done = self.server.command().args(["user", "promote", name]).status();
        assert!(done.expect("the program").success());
    }

    async fn talks(&self) -> Vec<Talk> {
        let mut talks = Vec::new();
        for person in &self.talkers {
            let mut talk = Talk::start(person, self.chat, PACE, || "words".to_owned()).await;
            talk.goes_on(1).await;
            talks.push(talk);
        }
        talks
    }
}

/// A socket that hears one chat, and checks that no change of it is missing.
struct Ears {
    socket: Socket,
    chat: i64,
    rev: Option<i64>,
    /// The change that brought one in, while nothing has come since.
    joined: Option<i64>,
    /// What sort of events came.
    kinds: BTreeSet<String>,
}

impl Ears {
    async fn of(person: &Person, chat: i64) -> Self {
        let socket = person.unwatched().socket().await.expect("a socket");
        Self { socket, chat, rev: None, joined: None, kinds: BTreeSet::new() }
    }

    /// The next push about the chat.
    async fn next(&mut self, patience: Duration) -> Result<Value, ClientError> {
        loop {
            let event = self.socket.next_event(patience).await?;
            if event["ev"] == "sync" {
                self.caught_up(&event);
            } else if event["chat_id"] == self.chat {
                self.note(&event);
                return Ok(event);
            }
        }
    }

    /// Live events of a chat come in the order of their revs, without holes.
    fn note(&mut self, event: &Value) {
        let Some(rev) = event["rev"].as_i64() else { return };
        self.kinds.extend(event["ev"].as_str().map(str::to_owned));
        let joined = event["ev"] == "chat.new";
        // The change that brought one in is told to everybody, after the chat itself.
        let next = self.rev.is_none_or(|before| rev == before + 1);
        let own = self.joined == Some(rev) && event["ev"] == "member.added";
        assert!(joined || own || next, "not the next after {:?}: {event}", self.rev);
        self.joined = joined.then_some(rev);
        self.rev = Some(rev);
    }

    fn caught_up(&mut self, page: &Value) {
        let chats = page["chats"].as_array().into_iter().flatten();
        for changes in chats.filter(|changes| changes["chat_id"] == self.chat) {
            self.rev = changes["rev"].as_i64();
        }
    }

    async fn hear_live(&mut self, messages: usize) {
        for _ in 0..messages {
            while self.next(SOON).await.expect("a live event")["ev"] != "message.new" {}
        }
    }

    /// The rev as of which this person is out.
    async fn hear_removal(&mut self, user: i64) -> i64 {
        loop {
            let event = self.next(SOON).await.expect("the removal is told");
            if event["ev"] == "member.removed" && event["user_id"] == user {
                return event["rev"].as_i64().expect("a rev");
            }
        }
    }

    /// Everything up to one's removal at `end`, and that nothing of the chat follows.
    async fn last_words(&mut self, end: i64) -> usize {
        // What was pushed before the answer stands before it.
        self.socket.request(json!({"op": "ping"})).await.expect("an answer");
        let (mut heard, mut over) = (0, false);
        while let Ok(event) = self.next(Duration::ZERO).await {
            assert!(!over, "heard after the removal at {end}: {event}");
            over = event["ev"] == "member.removed" && event["rev"] == end;
            heard += 1;
        }
        assert!(over, "the removal at {end} was told to whom it concerns");
        assert_eq!(self.rev, Some(end), "no sync goes beyond it either");
        heard
    }

    async fn is_refused(&mut self, room: &Room) {
        let id = unique();
        let op = json!({"op": "message.send", "chat_id": self.chat, "client_id": id, "text": id});
        let refused = self.socket.request(op).await.expect_err("no rights, no message");
        assert_eq!(refused.code(), Some("chat_not_found"));
        let hidden = room.guest.messages(self.chat, "").await.expect_err("no rights, no history");
        assert_eq!(hidden.status(), Some(404));
    }

    /// The first event after a removal at `end` is the return.
    async fn hear_return(&mut self, end: i64) {
        let event = self.next(SOON).await.expect("the return is told");
        assert_eq!(event["ev"], "chat.new", "the first after {end}: {event}");
        assert!(event["rev"].as_i64() > Some(end));
    }
}
