//! Jobs under several workers at once.

use crate::support::{Backend, Database, Heard};
use domain::job::{self, NewJob, Outcome};
use domain::port::{Lane, StoreError};
use domain::{Timestamp, UserId};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tertulia_storage::{Store, StoreOptions};

const NOW: Timestamp = Timestamp(1_790_000_000_000);
const JOBS: usize = 300;

/// Two nodes with two workers each.
#[test]
fn no_job_is_given_to_two() {
    for backend in Backend::all() {
        let database = Database::new(&backend);
        let open = || {
            let options = StoreOptions { lanes: 2, ..StoreOptions::default() };
            Store::open(&database.url, options, Arc::new(Heard::default())).unwrap()
        };
        let nodes = [open(), open()];
        let filled = nodes[0].write(Lane::Any, |tx| -> Result<(), StoreError> {
            for number in 0..JOBS {
                let (key, payload) = (number.to_string(), "{}".to_owned());
                job::enqueue(tx, &NewJob { kind: "mail", key, payload, run_at: NOW, at: NOW })?;
            }
            Ok(())
        });
        filled.unwrap();
        let taken: Mutex<BTreeMap<i64, u32>> = Mutex::default();
        std::thread::scope(|scope| {
            for worker in 0..4 {
                let (node, taken) = (&nodes[worker % 2], &taken);
                scope.spawn(move || take_all(node, worker, taken));
            }
        });
        let taken = taken.into_inner().unwrap();
        assert_eq!(taken.len(), JOBS, "{backend:?}");
        assert!(taken.values().all(|times| *times == 1), "{backend:?} {taken:?}");
        nodes.iter().for_each(Store::shutdown);
    }
}

fn take_all(node: &Store, worker: usize, taken: &Mutex<BTreeMap<i64, u32>>) {
    let lane = Lane::User(UserId(i64::try_from(worker).unwrap()));
    let mut empty = 0;
    // What others hold is passed over: only several empty hands in a row mean that nothing is left.
    while empty < 5 {
        let leases = node
            .write(lane, |tx| -> Result<_, StoreError> {
                job::lease(tx, &["mail"], NOW, 60_000, 7)
            })
            .unwrap();
        empty = if leases.is_empty() { empty + 1 } else { 0 };
        for lease in leases {
            *taken.lock().unwrap().entry(lease.id.0).or_default() += 1;
            let done = move |tx: &mut dyn domain::port::Tx| {
                job::report(tx, &lease, &Outcome::Done, NOW, 0)
            };
            assert!(node.write(lane, done).unwrap().is_some());
        }
    }
}
