use super::block::{self, Places};
use super::find::{Block, Candidate, Place, Scope};
use super::query::Query;
use super::sieve::Sieve;
use crate::port::{Read, StoreError};
use crate::{ChatId, Seq, Timestamp};
use std::collections::{BTreeSet, BinaryHeap};

/// Messages whose blocks are looked at in the first round; four times as many in each after it, up to
/// [`MOST_AT_ONCE`].
const FIRST_ROUND: usize = 1_024;
const MOST_AT_ONCE: usize = 262_144;
/// Blocks that are listed in the first question, and in each after it.
const FIRST_LISTED: usize = 128;
const LISTED: usize = 4_096;
/// Messages that are read and compared for one page, but for the last questions.
const COMPARED: usize = 4_000;
/// Messages that are read in the first question; twice as many in each after it, up to [`AT_ONCE`].
const FIRST_READ: usize = 64;
const AT_ONCE: usize = 1_000;

/// Messages of a run that may match, and when the newest of the run was sent. The newest run is the greatest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Waiting {
    newest: Timestamp,
    chat: ChatId,
    seqs: Vec<Seq>,
}

/// Looks for the newest messages that match, and at as few others as it can.
pub(super) struct Hunt<'a> {
    query: &'a Query,
    sieves: Vec<Sieve>,
    scope: Scope,
    limit: usize,
    found: BTreeSet<Place>,
    compared: usize,
    waiting: BinaryHeap<Waiting>,
}

impl<'a> Hunt<'a> {
    pub(super) fn new(query: &'a Query, scope: Scope, limit: usize) -> Self {
        let sieves = query.lookups().into_iter().map(Sieve::new).collect();
        let (found, waiting) = (BTreeSet::new(), BinaryHeap::new());
        Self { query, sieves, scope, limit, found, compared: 0, waiting }
    }

    pub(super) fn compare(&mut self, candidates: Vec<Candidate>) {
        let hits = candidates.into_iter().filter(|one| self.query.matches(&one.text));
        self.found.extend(hits.map(|one| one.place));
    }

    /// Goes through the blocks from the newest on, until the page is full, enough was compared, or none is
    /// left. Answers up to which time everything is known; `None` when all of it is.
    pub(super) fn indexed(&mut self, read: &mut dyn Read) -> Result<Option<Timestamp>, StoreError> {
        let (mut after, mut listed, mut size) = (None, FIRST_LISTED, FIRST_ROUND);
        loop {
            let blocks = read.search_blocks(&self.scope, after, listed)?;
            let more = blocks.len() == listed;
            let mut rest = blocks.as_slice();
            while !rest.is_empty() {
                let (round, others) = rest.split_at(round_of(rest, size));
                rest = others;
                size = (size * 4).min(MOST_AT_ONCE);
                self.look_into(read, round)?;
                // Nothing that is still to come is newer than the newest of the next block.
                let next = rest.first().or(round.last().filter(|_| more));
                let full = self.compare_above(read, next.map(|block| block.newest))?;
                if full.is_some() {
                    return Ok(full);
                }
            }
            let Some(last) = blocks.into_iter().next_back().filter(|_| more) else {
                // What waited for blocks that there are not.
                return self.compare_above(read, None);
            };
            (after, listed) = (Some((last.newest, last.id)), LISTED);
        }
    }

    /// Sifts the blocks, by what lets fewest through first, as long as that costs less than comparing what it
    /// would take away; what is left waits.
    fn look_into(&mut self, read: &mut dyn Read, blocks: &[Block]) -> Result<(), StoreError> {
        let all = |block: &Block| (block.clone(), Places::all(block.size));
        let mut open: Vec<(Block, Places)> = blocks.iter().map(all).collect();
        let mut left = blocks.iter().map(|block| block.size.messages()).sum();
        self.sieves.sort_by_key(Sieve::passes);
        for sieve in &mut self.sieves {
            if sieve.is_worth(left, open.len()) {
                left = sieve.sift(read, &mut open, left)?;
            }
        }
        for (block, places) in &open {
            self.wait(block, places);
        }
        Ok(())
    }

    /// Puts off comparing what is left of a block, but for runs outside of the scope.
    fn wait(&mut self, block: &Block, places: &Places) {
        let (newest, oldest) = (self.scope.newest(), self.scope.oldest());
        let first = block::first_of(block.number);
        for (number, run) in (block.number..).zip(&block.runs) {
            if run.oldest > newest || run.newest < oldest {
                continue;
            }
            let start = block::first_of(number) - first;
            let places = places.within(start..start + block::MESSAGES);
            let seqs: Vec<Seq> = places.map(|place| Seq(first + i64::from(place))).collect();
            if !seqs.is_empty() {
                let newest = run.newest.min(newest);
                self.waiting.push(Waiting { newest, chat: block.chat, seqs });
            }
        }
    }

    /// Compares what waits and may be newer than what is still to be sifted, the newest first. Answers up to
    /// which time everything is known if that is enough.
    fn compare_above(
        &mut self,
        read: &mut dyn Read,
        floor: Option<Timestamp>,
    ) -> Result<Option<Timestamp>, StoreError> {
        let mut most = FIRST_READ;
        loop {
            let top = self.waiting.peek().map(|run| run.newest);
            let Some(horizon) = top.max(floor) else { return Ok(None) };
            if self.is_enough(horizon) {
                return Ok(Some(horizon));
            }
            if top <= floor {
                return Ok(None);
            }
            let places = self.take(floor, most);
            most = (most * 2).min(AT_ONCE);
            for places in places.chunks(AT_ONCE) {
                let candidates = read.candidates(&self.scope, places)?;
                self.compared += candidates.len();
                self.compare(candidates);
            }
        }
    }

    fn is_enough(&self, horizon: Timestamp) -> bool {
        let tired = self.compared >= COMPARED && horizon < self.scope.newest();
        tired || self.found.range(Place::above(horizon)..).count() > self.limit
    }

    /// The newest of what waits and may be newer than `floor`: whole runs, until there are so many messages.
    fn take(&mut self, floor: Option<Timestamp>, most: usize) -> Vec<(ChatId, Seq)> {
        let mut places = Vec::new();
        while places.len() < most {
            if self.waiting.peek().is_none_or(|run| Some(run.newest) <= floor) {
                break;
            }
            let Some(run) = self.waiting.pop() else { break };
            places.extend(run.seqs.into_iter().map(|seq| (run.chat, seq)));
        }
        places
    }

    /// The places of the page, the newest first, and where to go on.
    pub(super) fn page(self, horizon: Option<Timestamp>) -> (Vec<Place>, Option<Place>) {
        let known = |place: &&Place| horizon.is_none_or(|horizon| place.at > horizon);
        let all = self.found.iter().rev().filter(known);
        let mut places: Vec<Place> = all.take(self.limit + 1).copied().collect();
        if places.len() > self.limit {
            places.truncate(self.limit);
            let next = places.last().copied();
            return (places, next);
        }
        (places, horizon.map(Place::above))
    }
}

/// How many of the blocks hold so many messages together; at least one.
fn round_of(blocks: &[Block], messages: usize) -> usize {
    let mut held = 0;
    let full = blocks.iter().position(|block| {
        held += block.size.messages();
        held >= messages
    });
    full.map_or(blocks.len(), |last| last + 1)
}
