//! What was asked of a chat and what came of it, to be judged when all is over.

use client::Client;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// One thing that happened; in a history everything has its place in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// Somebody is about to send the message of this client id.
    Invoke(String),
    /// The server said that it is kept, as this seq.
    Ok(String, i64),
    /// The server said that it is not kept.
    Refused(String),
    /// Nobody knows: the answer did not come.
    Unknown(String),
    /// A live stream brought a message; streams are numbered by whoever reads them.
    Heard {
        /// Which stream.
        stream: u64,
        /// The message's place.
        seq: i64,
        /// Its client id.
        id: String,
    },
}

/// What is wrong with a chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The server said that it is kept, and it is not there.
    Lost(String, i64),
    /// It is there twice.
    Doubled(String, i64, i64),
    /// It is there at another place than the server said.
    Moved(String, i64, i64),
    /// After this seq does not come the next.
    Gap(i64, i64),
    /// Nobody sent it, or the server had refused it.
    Uninvited(String),
    /// It was sent after another was acknowledged, and stands before it.
    Overtaken(String, i64),
    /// A live stream jumped from one seq to another.
    Jump(u64, i64, i64),
    /// A live stream brought what is not there.
    Phantom(u64, i64, String),
}

/// The record of one chat, written by many at once.
#[derive(Debug)]
pub struct History {
    began: Instant,
    records: Mutex<Vec<(Duration, Record)>>,
}

impl Default for History {
    fn default() -> Self {
        Self { began: Instant::now(), records: Mutex::default() }
    }
}

impl History {
    /// Writes down what happens now: an invoke before it is sent, anything else after it came.
    pub fn note(&self, record: Record) {
        let mut records = self.lock();
        records.push((self.began.elapsed(), record));
    }

    /// Everything so far, in the order of time.
    pub fn records(&self) -> Vec<Record> {
        self.lock().iter().map(|(_, record)| record.clone()).collect()
    }

    /// How many messages were acknowledged.
    pub fn acked(&self) -> usize {
        self.lock().iter().filter(|(_, record)| matches!(record, Record::Ok(..))).count()
    }

    /// Reads a chat from its beginning and judges it.
    ///
    /// # Panics
    /// When anything is wrong; the history is then in `target/histories/<name>.txt`.
    pub async fn check(&self, name: &str, client: &Client, chat: i64) {
        let stored = stored(client, chat).await;
        let faults = judge(&self.records(), &stored);
        if !faults.is_empty() {
            let file = self.save(name, &stored);
            let first = faults.iter().take(10).collect::<Vec<_>>();
            panic!("{} faults, see {}: {first:#?}", faults.len(), file.display());
        }
    }

    fn save(&self, name: &str, stored: &[(i64, String)]) -> PathBuf {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/histories");
        std::fs::create_dir_all(&folder).expect("a folder for histories");
        let mut text = String::new();
        for (at, record) in self.lock().iter() {
            writeln!(text, "{at:?} {record:?}").expect("a string");
        }
        for (seq, id) in stored {
            writeln!(text, "stored {seq} {id}").expect("a string");
        }
        let file = folder.join(format!("{name}.txt"));
        std::fs::write(&file, text).expect("the history is written");
        file
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(Duration, Record)>> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn stored(client: &Client, chat: i64) -> Vec<(i64, String)> {
    let mut all: Vec<(i64, String)> = Vec::new();
    loop {
        let last = all.last().map_or(0, |(seq, _)| *seq);
        let page = client.messages(chat, &format!("after={last}&limit=200")).await;
        let page = page.expect("a page of history");
        all.extend(page.items.into_iter().map(|message| (message.seq, message.client_id)));
        if !page.has_after {
            return all;
        }
    }
}

/// Everything that is wrong with a chat that holds `stored` after `records` have happened.
pub fn judge(records: &[Record], stored: &[(i64, String)]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let places = places(stored, &mut faults);
    acknowledged(records, &places, &mut faults);
    invited(records, stored, &mut faults);
    overtaken(records, stored, &mut faults);
    streams(records, stored, &mut faults);
    faults
}

/// Where each message is; seqs must be 1, 2, 3 … and ids differ.
fn places<'a>(stored: &'a [(i64, String)], faults: &mut Vec<Fault>) -> HashMap<&'a str, i64> {
    let mut places = HashMap::new();
    let mut last = 0;
    for (seq, id) in stored {
        if *seq != last + 1 {
            faults.push(Fault::Gap(last, *seq));
        }
        last = *seq;
        if let Some(first) = places.get(id.as_str()) {
            faults.push(Fault::Doubled(id.clone(), *first, *seq));
        } else {
            places.insert(id.as_str(), *seq);
        }
    }
    places
}

fn acknowledged(records: &[Record], places: &HashMap<&str, i64>, faults: &mut Vec<Fault>) {
    for record in records {
        let Record::Ok(id, seq) = record else { continue };
        match places.get(id.as_str()) {
            None => faults.push(Fault::Lost(id.clone(), *seq)),
            Some(place) if place != seq => {
                faults.push(Fault::Moved(id.clone(), *seq, *place));
            }
            Some(_) => {}
        }
    }
}

fn invited(records: &[Record], stored: &[(i64, String)], faults: &mut Vec<Fault>) {
    let mut invited = HashSet::new();
    for record in records {
        match record {
            Record::Invoke(id) => {
                invited.insert(id.as_str());
            }
            Record::Refused(id) => {
                invited.remove(id.as_str());
            }
            _ => {}
        }
    }
    let uninvited = stored.iter().filter(|(_, id)| !invited.contains(id.as_str()));
    faults.extend(uninvited.map(|(_, id)| Fault::Uninvited(id.clone())));
}

/// What was sent after an acknowledgement must stand behind everything acknowledged by then.
fn overtaken(records: &[Record], stored: &[(i64, String)], faults: &mut Vec<Fault>) {
    let mut highest = 0;
    let mut floors: HashMap<&str, i64> = HashMap::new();
    for record in records {
        match record {
            Record::Invoke(id) => {
                // A second try may find what the first one stored.
                floors.entry(id.as_str()).or_insert(highest);
            }
            Record::Ok(_, seq) => highest = highest.max(*seq),
            _ => {}
        }
    }
    for (seq, id) in stored {
        if floors.get(id.as_str()).is_some_and(|floor| seq <= floor) {
            faults.push(Fault::Overtaken(id.clone(), *seq));
        }
    }
}

/// Each stream is a run of what is there.
fn streams(records: &[Record], stored: &[(i64, String)], faults: &mut Vec<Fault>) {
    let there: BTreeMap<i64, &str> = stored.iter().map(|(seq, id)| (*seq, id.as_str())).collect();
    let mut last: HashMap<u64, i64> = HashMap::new();
    for record in records {
        let Record::Heard { stream, seq, id } = record else { continue };
        if let Some(before) = last.insert(*stream, *seq)
            && *seq != before + 1
        {
            faults.push(Fault::Jump(*stream, before, *seq));
        }
        if there.get(seq) != Some(&id.as_str()) {
            faults.push(Fault::Phantom(*stream, *seq, id.clone()));
        }
    }
}
