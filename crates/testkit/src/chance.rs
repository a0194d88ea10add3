//! Chance that can be had again.

use rand::SeedableRng;
use rand::rngs::StdRng;
use std::hash::{BuildHasher, RandomState};

/// Randomness of `TERTULIA_TEST_SEED`, else of a new seed that is printed.
pub fn chance() -> StdRng {
    let given = std::env::var("TERTULIA_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = given.unwrap_or_else(|| RandomState::new().hash_one(0));
    eprintln!("TERTULIA_TEST_SEED={seed}");
    StdRng::seed_from_u64(seed)
}
