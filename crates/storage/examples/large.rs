//! Measures a group of 10,000: `cargo run --release -p tertulia-storage --example large -- URL 10000`.
//!
//! Fills an empty database with people and one group, and times what commands hold the writer for and
//! what questions take.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a measurement stops where it stands"
)]

use domain::chat::{
    AddMembers, Join, MakeCode, RemoveMember, add_members, join, make_code, member_page,
    remove_member,
};
use domain::message::{MarkRead, mark_read};
use domain::notification::{Call, Kind, NewNotification, call_part, notify};
use domain::port::{EventSink, Lane, Read, StoreError, Tx};
use domain::sync::chat_changes;
use domain::testing::build::{self, START};
use domain::{Actor, ChatId, CodeText, Event, Problem, Rev, SearchText, Seq, UserId};
use std::fmt::Debug;
use std::sync::Arc;
use std::time::Instant;
use tertulia_storage::{Store, StoreOptions};

struct Nobody;

impl EventSink for Nobody {
    fn deliver(&self, _: Vec<Event>) {}
}

/// How often each is done.
const ROUNDS: usize = 40;
const NAMES: [&str; 6] = ["olga", "henri", "maria", "yuki", "amara", "joao"];

/// A group of `size` and people who are not in it.
struct Town {
    store: Store,
    chat: ChatId,
    owner: Actor,
    members: Vec<UserId>,
    others: Vec<Actor>,
}

fn shown(name: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let at = |part: usize| times[(times.len() - 1) * part / 100];
    println!("{name}: p50 {:.2} ms, p95 {:.2} ms, most {:.2} ms", at(50), at(95), at(100));
}

impl Town {
    fn fill(store: Store, size: usize) -> Self {
        let owner = store.write(Lane::Any, |tx| fine(build::person(tx, "owner"))).unwrap();
        let chat = store.write(Lane::Any, move |tx| fine(build::group(tx, &owner, "Town", &[])));
        let chat = chat.unwrap();
        let (mut members, mut times) = (Vec::new(), Vec::new());
        for first in (1..size).step_by(100) {
            let last = (first + 100).min(size);
            let part = store.write(Lane::Any, move |tx| {
                let name = |n: usize| format!("{}{n}", NAMES[n % NAMES.len()]);
                fine((first..last).map(|n| build::user(tx, &name(n)).id).collect::<Vec<_>>())
            });
            let part = part.unwrap();
            members.extend(&part);
            let begun = Instant::now();
            let cmd = AddMembers { chat, users: part, at: START };
            store.write(Lane::Chat(chat), move |tx| add_members(tx, &owner, cmd.clone())).unwrap();
            times.push(begun.elapsed().as_secs_f64() * 1e3);
        }
        shown("bringing in 100", times);
        let others = (0..ROUNDS).map(|n| {
            let person = move |tx: &mut dyn Tx| fine(build::person(tx, &format!("other{n}")));
            store.write(Lane::Any, person).unwrap()
        });
        let others = others.collect();
        Self { store, chat, owner, members, others }
    }

    /// Times commands in the chat's lane.
    fn does<E>(
        &self,
        name: &str,
        rounds: usize,
        command: impl Fn(&mut dyn Tx, usize) -> Result<(), E> + Send + Sync + 'static,
    ) where
        E: Debug + Problem + From<StoreError> + Send + 'static,
    {
        let command = Arc::new(command);
        let once = |n: usize| {
            let (command, begun) = (Arc::clone(&command), Instant::now());
            self.store.write(Lane::Chat(self.chat), move |tx| command(tx, n)).unwrap();
            begun.elapsed().as_secs_f64() * 1e3
        };
        shown(name, (0..rounds).map(once).collect());
    }

    /// Times questions.
    fn asks(&self, name: &str, question: impl Fn(&mut dyn Read)) {
        let once = |_| {
            let begun = Instant::now();
            self.store.read(|read| question(read)).unwrap();
            begun.elapsed().as_secs_f64() * 1e3
        };
        shown(name, (0..ROUNDS).map(once).collect());
    }

    fn finds(&self, query: &str) {
        let (owner, chat) = (self.owner, self.chat);
        let text = SearchText::parse(query).unwrap();
        self.asks(&format!("finding {query:?}"), |read| {
            member_page(read, &owner, chat, Some(&text), None, 8).unwrap();
        });
    }
}

#[expect(clippy::unnecessary_wraps, reason = "as commands answer")]
fn fine<T>(made: T) -> Result<T, StoreError> {
    Ok(made)
}

fn commands(town: &Town, code: &CodeText) {
    let (owner, chat, others) = (town.owner, town.chat, town.others.clone());
    let (say, read) = (town.members[0], town.members[1]);
    let actor = move |user| Actor { user, ..owner };
    town.does("sending", ROUNDS * 5, move |tx, n| {
        build::message(tx, &actor(say), chat, &format!("m{n}"), "good evening");
        fine(())
    });
    town.does("reading", ROUNDS, move |tx, n| {
        let seq = Seq(i64::try_from(n).unwrap() + 1);
        mark_read(tx, &actor(read), MarkRead { chat, seq, at: START }).map(drop)
    });
    let (comes, code) = (others.clone(), code.clone());
    town.does("coming in by a link", ROUNDS, move |tx, n| {
        join(tx, &comes[n], &Join { code: code.clone(), at: START }).map(drop)
    });
    town.does("leaving", ROUNDS, move |tx, n| {
        let cmd = RemoveMember { chat, user: others[n].user, at: START };
        remove_member(tx, &others[n], cmd)
    });
    let people = town.members.clone();
    town.does("notifying everybody at once", 3, move |tx, _| {
        let new = NewNotification::by(owner.user, Kind::Mention, START).in_chat(chat);
        people.chunks(200).try_for_each(|part| notify(tx, part, &new))
    });
    town.does("sending to @all", ROUNDS, move |tx, n| {
        build::message(tx, &owner, chat, &format!("a{n}"), "come, @all");
        fine(())
    });
    let members = town.members.clone();
    let seq = town.store.read(|read| read.last_seq(chat)).unwrap().unwrap();
    town.does("a part of @all", members.len() / 200, move |tx, n| {
        let after = if n == 0 { UserId(0) } else { members[n * 200 - 1] };
        call_part(tx, Call { chat, seq, part: u32::try_from(n).unwrap(), after }, START)
    });
    town.does("the owner leaving", 1, move |tx, _| {
        remove_member(tx, &owner, RemoveMember { chat, user: owner.user, at: START })
    });
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().unwrap_or_else(|| "sqlite:large.db".to_owned());
    let size: usize = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(9_900);
    let store = Store::open(&url, StoreOptions::default(), Arc::new(Nobody)).unwrap();
    println!("{}: a group of {size}", store.backend_name());
    let town = Town::fill(store, size);
    let (owner, chat) = (town.owner, town.chat);
    let code = CodeText::parse("ABCDEFGHJKMN").unwrap();
    let made = code.clone();
    let cmd = move |tx: &mut dyn Tx| {
        let (code, expires_at) = (made.clone(), START.plus_ms(1_000_000));
        let cmd = MakeCode { chat, code, expires_at, max_uses: None, approval: false, at: START };
        make_code(tx, &owner, cmd).map(drop)
    };
    town.store.write(Lane::Chat(chat), cmd).unwrap();
    for query in ["o", "henri77", "nobody"] {
        town.finds(query);
    }
    let far = town.members[size / 2];
    town.asks("50 members from the middle on", |read| {
        member_page(read, &owner, chat, None, Some(far), 50).unwrap();
    });
    town.asks("the chat alone", |read| drop(read.summary(chat, owner.user).unwrap()));
    town.asks("a fresh start", |read| {
        chat_changes(read, &owner, chat, Rev(i64::MAX >> 8), 200).unwrap();
    });
    commands(&town, &code);
}
