//! How much memory it takes to hand out very much data.

use super::exporting::fill;
use super::kept::{in_store, known, now, say};
use super::stage::ana_and_ben;
use domain::ChatId;
use std::time::Instant;
use testkit::{Backend, Person, Server};

/// Messages of the large account; `TERTULIA_TEST_MESSAGES` says otherwise.
const MESSAGES: usize = 8_000;
/// Characters of each.
const LENGTH: usize = 2_000;
/// Messages of the long chat on SQLite, and on PostgreSQL, which takes its time to be filled;
/// `TERTULIA_TEST_MESSAGES` says otherwise.
const LONG: [usize; 2] = [100_000, 10_000];
/// One's own data.
const OWN: &str = "/users/me/export";
/// What the download may take beyond the small one.
const BOUND_KIB: u64 = 6 * 1024;
/// The same of the export of a chat.
const EXPORT_KIB: u64 = 24 * 1024;
/// What the second half may take beyond the first: it comes by the same pages.
const NOISE_KIB: u64 = 3 * 1024;

/// Memory of the process that is no file's, in KiB.
fn memory(server: &Server) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.pid())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).unwrap();
    line.trim().trim_end_matches(" kB").trim().parse().unwrap()
}

/// A finished download.
struct Download {
    bytes: usize,
    /// What the server took after so many bytes, in KiB.
    samples: Vec<(usize, u64)>,
}

impl Download {
    /// The most memory that the server took while the first `bytes` came.
    fn most(&self, bytes: usize) -> u64 {
        let early = self.samples.iter().filter(|(at, _)| *at <= bytes);
        early.map(|(_, memory)| *memory).max().unwrap_or(0)
    }
}

/// Downloads everything.
async fn downloaded(server: &Server, who: &Person, path: &str) -> Download {
    let url = format!("{}/api/v1{path}", server.base());
    let request = reqwest::Client::new().get(url).bearer_auth(who.token().unwrap());
    let mut answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let (mut bytes, mut samples) = (0, vec![(0, memory(server))]);
    while let Some(piece) = answer.chunk().await.unwrap() {
        bytes += piece.len();
        samples.push((bytes, memory(server)));
    }
    Download { bytes, samples }
}

const LETTERS: &[u8; 64] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

/// Text that hardly packs: what was sent is about what was written.
fn noise(seed: u64) -> String {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let next = |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        char::from(LETTERS[usize::try_from(state % 64).unwrap()])
    };
    (0..LENGTH).map(next).collect()
}

pub(crate) async fn memory_stays_small(backend: Backend) {
    let (mut server, ana, _ben, chat) = ana_and_ben(backend).await;
    let (writer, wanted) = (ana.id, std::env::var("TERTULIA_TEST_MESSAGES"));
    let many = wanted.map_or(MESSAGES, |many| many.parse().unwrap());
    assert!(server.terminate().await.success());
    let (who, chat, at) = (known(writer), ChatId(chat), now());
    for first in (0..many).step_by(1_000) {
        in_store(&server, move |tx| {
            for number in first..many.min(first + 1_000) {
                let text = noise(u64::try_from(number).unwrap());
                say(tx, &who, chat, &format!("bulk-{number:09}"), &text, at);
            }
        })
        .await;
    }
    // One arena, and no index: how many threads happened to come by, and what the indexer takes meanwhile, is not
    // what is measured.
    server.restart_with("TERTULIA_SEARCH__INDEX", "false").await;
    server.restart_with("MALLOC_ARENA_MAX", "1").await;
    // The small account first: what every download takes is in that.
    let small = server.person("eve").await;
    let first = downloaded(&server, &small, OWN).await;
    let before = first.most(first.bytes);
    let ana = ana.again().await;
    let began = Instant::now();
    let whole = downloaded(&server, &ana, OWN).await;
    let (bytes, half, most) = (whole.bytes, whole.most(whole.bytes / 2), whole.most(whole.bytes));
    let grown = most.saturating_sub(before);
    eprintln!(
        "{many} messages, {} MiB in {:.1} s: {before} KiB before, {half} KiB at half, {most} KiB at most",
        bytes >> 20,
        began.elapsed().as_secs_f64()
    );
    assert!(bytes > many * LENGTH / 2, "all of it came: {bytes}");
    assert!(grown < BOUND_KIB, "{grown} KiB more for {bytes} bytes");
    assert!(most - half < NOISE_KIB, "the second half took {} KiB more", most - half);
}

pub(crate) async fn long_chats_are_exported(backend: Backend) {
    let (mut server, ana, _ben, chat) = ana_and_ben(backend).await;
    let usual = LONG[usize::from(backend == Backend::Postgres)];
    let many = std::env::var("TERTULIA_TEST_MESSAGES").map_or(usual, |many| many.parse().unwrap());
    assert!(server.terminate().await.success());
    fill(&server, chat, ana.id, many, &"seven words and then some more ".repeat(4)).await;
    server.restart_with("TERTULIA_SEARCH__INDEX", "false").await;
    let ana = ana.again().await;
    for format in ["csv", "jsonl"] {
        let (idle, began) = (memory(&server), Instant::now());
        let path = format!("/chats/{chat}/export?format={format}");
        let whole = downloaded(&server, &ana, &path).await;
        let (bytes, most) = (whole.bytes, whole.most(whole.bytes));
        let grown = most.saturating_sub(idle);
        eprintln!(
            "{many} messages as {format}, {} MiB in {:.1} s: {idle} KiB before, {most} KiB at most",
            bytes >> 20,
            began.elapsed().as_secs_f64()
        );
        assert!(bytes > many * 120, "all of it came: {bytes}");
        assert!(grown < EXPORT_KIB, "{grown} KiB more for {bytes} bytes");
    }
}
