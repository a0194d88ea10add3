//! What the ports promise, on every backend.

use crate::support::{Backend, StoreHarness};
use domain::testing::conformance;

#[test]
fn every_backend_keeps_the_promises_of_the_ports() {
    let mut failed = Vec::new();
    for backend in Backend::all() {
        for (name, case) in conformance::cases() {
            let store = StoreHarness::new(&backend);
            // All cases are run: what fails together tells more than what fails first.
            let ran = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| case(&store)));
            if ran.is_err() {
                failed.push(format!("{name} on {backend:?}"));
            }
        }
    }
    assert!(failed.is_empty(), "failed: {failed:#?}");
}
