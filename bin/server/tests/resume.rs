//! Connections are cut two hundred times while others write; nobody misses or repeats anything.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test stops at once where something is not as it must be"
)]

use client::{Client, ClientError, Replica};
use futures_util::future::join_all;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::collections::BTreeMap;
use std::time::Duration;
use testkit::{Backend, Options, Person, Proxy, SOON, Server, Talk, chance};
use tokio::time::sleep;

const READERS: usize = 8;
/// Of each reader.
const CUTS: usize = 25;
const CHATS: usize = 3;
/// Between two messages of a chat.
const PACE: Duration = Duration::from_millis(10);

testkit::on_every_backend! { nothing_is_missed_or_repeated }

async fn nothing_is_missed_or_repeated(backend: Backend) {
    let mut random = chance();
    let server = Server::start(Options::on(backend)).await;
    let (owner, readers) = crowd(&server).await;
    let mut chats = Vec::new();
    let ids: Vec<i64> = readers.iter().map(|reader| reader.id).collect();
    for i in 0..CHATS {
        chats.push(owner.group(&format!("Group {i}"), &ids).await.expect("a group").id);
    }
    let mut talks = Vec::new();
    for chat in &chats {
        talks.push(Talk::start(&owner, *chat, PACE, || "words".to_owned()).await);
    }
    let mut lives = Vec::new();
    for person in readers {
        let random = StdRng::seed_from_u64(random.random());
        let reader = Reader::new(person, server.port(), &chats, random).await;
        lives.push(tokio::spawn(reader.live()));
    }
    let renaming = rename(&owner, &chats);
    let readers = tokio::select! {
        readers = join_all(lives) => readers,
        () = renaming => unreachable!("it goes on"),
    };
    let mut said = BTreeMap::new();
    for (chat, talk) in chats.iter().zip(talks) {
        said.insert(*chat, talk.stop().await);
    }
    let mut cuts = 0;
    for reader in readers {
        let reader = reader.expect("a reader");
        cuts += reader.cuts;
        reader.has_everything(&said).await;
    }
    assert_eq!(cuts, READERS * CUTS);
    eprintln!("{said:?} messages over {cuts} cuts");
}

async fn crowd(server: &Server) -> (Person, Vec<Person>) {
    let names: Vec<String> = (0..READERS).map(|i| format!("reader{i}")).collect();
    let readers = join_all(names.iter().map(|name| server.person(name))).await;
    (server.person("owner").await, readers)
}

/// Changes that are no messages: they must come through as well.
async fn rename(owner: &Person, chats: &[i64]) {
    for i in 0.. {
        let chat = chats[i % chats.len()];
        owner.rename(chat, &format!("Title {i}")).await.expect("a new title");
        sleep(PACE * 5).await;
    }
}

/// Somebody behind a bad network.
struct Reader {
    person: Person,
    proxy: Proxy,
    through: Client,
    replica: Replica,
    random: StdRng,
    cuts: usize,
}

impl Reader {
    async fn new(person: Person, port: u16, chats: &[i64], random: StdRng) -> Self {
        let proxy = Proxy::to(port).await;
        let token = person.token().unwrap_or_default().to_owned();
        let through = Client::new(proxy.base()).with_token(token);
        let mut replica = Replica::new(person.id);
        for chat in chats {
            replica.follow(*chat);
        }
        Self { person, proxy, through, replica, random, cuts: 0 }
    }

    /// Connects, resumes and follows until it was cut off as often as it must be.
    async fn live(mut self) -> Self {
        while self.cuts < CUTS {
            self.follow_until_cut().await;
            if let Some(last) = self.replica.seen().last() {
                self.person.read(last.chat_id, last.seq).await.expect("a cursor");
            }
        }
        self
    }

    async fn follow_until_cut(&mut self) {
        let after = Duration::from_millis(self.random.random_range(0..150));
        let how = self.random.random_range(0..3);
        let (proxy, replica, before) = (&self.proxy, &mut self.replica, self.proxy.connections());
        let following = async {
            let mut socket = self.through.socket().await?;
            replica.resume(&mut socket, SOON).await?;
            replica.follow_for(&mut socket, SOON).await
        };
        let cut = async {
            while proxy.connections() == before {
                sleep(Duration::from_millis(1)).await;
            }
            sleep(after).await;
            match how {
                0 => proxy.reset(),
                1 => proxy.close(),
                _ => {
                    proxy.freeze();
                    sleep(Duration::from_millis(40)).await;
                    return;
                }
            }
            std::future::pending::<()>().await;
        };
        tokio::select! {
            end = following => broken(end),
            // Nothing comes: the reader gives this connection up without a word.
            () = cut => {}
        }
        self.proxy.go_on();
        self.cuts += 1;
    }

    /// Resumes over a good network, and compares with what the server has.
    async fn has_everything(mut self, said: &BTreeMap<i64, i64>) {
        let mut socket = self.person.online().await;
        self.replica.resume(&mut socket, SOON).await.expect("the rest");
        for (chat, last) in said {
            let seen = self.replica.seen().iter().filter(|message| message.chat_id == *chat);
            let seqs: Vec<i64> = seen.map(|message| message.seq).collect();
            let wanted: Vec<i64> = (1..=*last).collect();
            assert_eq!(seqs, wanted, "{}: each once, in order", self.person.username);
            let there = self.person.chat(*chat).await.expect("the chat");
            let copy = self.replica.chat(*chat).expect("a copy");
            assert_eq!((copy.resets, &copy.title), (0, &there.title));
            let members: BTreeMap<i64, i64> =
                there.members.iter().map(|member| (member.user_id, member.read_seq)).collect();
            assert_eq!(copy.members, members, "the same people with the same cursors");
        }
    }
}

/// Panics unless a connection ended as cut ones do.
fn broken(end: Result<(), ClientError>) {
    match end {
        Err(ClientError::Closed(_) | ClientError::Socket(_) | ClientError::Io(_)) => {}
        other => panic!("not how a cut ends: {other:?}"),
    }
}
