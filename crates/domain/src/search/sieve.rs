use super::block::{Lookup, Places};
use super::find::Block;
use crate::port::{Read, StoreError};

/// After so many blocks it is known how much a gram lets through.
pub(super) const TRIED: u32 = 20;

/// A gram to sift blocks by, and what it let through so far.
pub(super) struct Sieve {
    lookup: Lookup,
    asked: u32,
    passed: u32,
}

impl Sieve {
    pub(super) const fn new(lookup: Lookup) -> Self {
        Self { lookup, asked: 0, passed: 0 }
    }

    /// Whether enough blocks went through it to know what it is worth.
    pub(super) const fn is_known(&self) -> bool {
        self.asked >= TRIED
    }

    /// Messages per block that it lets through; none as long as nobody knows.
    pub(super) fn density(&self) -> f64 {
        f64::from(self.passed) / f64::from(self.asked.max(1))
    }

    /// Leaves the blocks, and in them the places, that hold the gram.
    pub(super) fn sift(
        &mut self,
        read: &mut dyn Read,
        open: &mut Vec<(Block, Places)>,
    ) -> Result<(), StoreError> {
        let ids: Vec<i64> = open.iter().map(|(block, _)| block.id).collect();
        // By block; a slice that holds nothing is not there.
        let stored = read.slices(&ids, self.lookup.slice)?;
        for (block, places) in open.iter_mut() {
            let slice = stored.binary_search_by_key(&block.id, |slice| slice.block).ok();
            let slice = slice.and_then(|at| stored.get(at));
            let held = slice.map_or(Places::default(), |slice| self.lookup.find(&slice.data));
            self.asked = self.asked.saturating_add(1);
            self.passed = self.passed.saturating_add(u32::try_from(held.count()).unwrap_or(0));
            *places = places.and(held);
        }
        open.retain(|(_, places)| !places.is_empty());
        Ok(())
    }
}
