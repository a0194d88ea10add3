use super::block::Places;
use super::find::Block;
use super::gram::Lookup;
use crate::port::{Read, StoreError};

/// After so many messages it is known how much a gram lets through.
const TRIED: usize = 20 * 256;
/// Reading a message and comparing it takes as long as reading so many slices.
const COMPARING: usize = 2;
/// A question takes as long as so many slices.
const ASKING: usize = 30;

/// A gram to sift blocks by, and what it let through so far.
pub(super) struct Sieve {
    lookup: Lookup,
    /// Messages of the blocks that were sifted.
    asked: usize,
    /// Those of them that have the gram.
    passed: usize,
    /// Messages that the sieves before it had left.
    came: usize,
    /// Those of them that it left.
    stayed: usize,
}

impl Sieve {
    pub(super) const fn new(lookup: Lookup) -> Self {
        Self { lookup, asked: 0, passed: 0, came: 0, stayed: 0 }
    }

    /// Whether to sift blocks that have so many messages left: it will take away as large a part of them as it
    /// did before, and those need not be compared. In the first blocks every sieve is tried.
    pub(super) const fn is_worth(&self, left: usize, blocks: usize) -> bool {
        let gone = left.saturating_mul(self.came - self.stayed + 1) / (self.came + 2);
        self.asked < TRIED || gone.saturating_mul(COMPARING) > blocks + ASKING
    }

    /// Of a million messages so many get through it; none as long as nobody knows.
    pub(super) const fn passes(&self) -> usize {
        let asked = if self.asked == 0 { 1 } else { self.asked };
        self.passed.saturating_mul(1_000_000) / asked
    }

    /// Leaves the blocks, and in them the places, that hold the gram; of `left` messages as many as it answers.
    pub(super) fn sift(
        &mut self,
        read: &mut dyn Read,
        open: &mut Vec<(Block, Places)>,
        left: usize,
    ) -> Result<usize, StoreError> {
        let slice = |block: &Block| (block.id, self.lookup.slice_in(block.size));
        let wanted: Vec<(i64, usize)> = open.iter().map(|(block, _)| slice(block)).collect();
        // By block; a slice that holds nothing is not there.
        let stored = read.slices(&wanted)?;
        let mut stay = 0;
        for (block, places) in open.iter_mut() {
            let slice = stored.binary_search_by_key(&block.id, |slice| slice.block).ok();
            let held = match slice.and_then(|at| stored.get(at)) {
                Some(slice) => self.lookup.find(block.size, &slice.data),
                None => Places::none(block.size),
            };
            self.asked += block.size.messages();
            self.passed += held.count();
            places.keep(&held);
            stay += places.count();
        }
        open.retain(|(_, places)| !places.is_empty());
        self.came += left;
        self.stayed += stay.min(left);
        Ok(stay)
    }
}
