//! What every implementation of the ports must do, as named cases.
//!
//! ```
//! use tertulia_domain::testing::{Harness, conformance};
//!
//! fn keeps_its_promises(empty: impl Fn(&str) -> Box<dyn Harness>) {
//!     for (name, case) in conformance::cases() {
//!         case(empty(name).as_ref());
//!     }
//! }
//! ```

mod accounts;
mod chats;
mod history;
mod lists;
mod members;
mod reading;
mod sending;
mod sessions;
mod syncing;

use super::Harness;

/// A case by name, to be run on an empty store.
pub type Case = (&'static str, fn(&dyn Harness));

/// Names functions of a module as cases.
macro_rules! cases {
    ($($module:ident: $($case:ident),+;)+) => {
        /// Every case; each wants an empty store.
        pub fn cases() -> Vec<Case> {
            vec![$($((concat!(stringify!($module), "::", stringify!($case)), $module::$case)),+),+]
        }
    };
}

cases! {
    accounts: registers_and_finds, takes_names_once, takes_addresses_once, sets_up_once,
        looks_for_people_literally, pages_people, last_seen_never_goes_back;
    chats: opens_one_direct_chat_per_pair, refuses_direct_chats, makes_groups, refuses_groups,
        renames;
    members: adds, adds_many, refuses_strangers, removes_and_leaves, hands_over, comes_back,
        direct_chats_are_fixed;
    sending: numbers_without_gaps, sends_once, refuses_reuse, refuses_outsiders,
        failures_leave_nothing, counts_per_person;
    reading: cursor_moves_forward_only, unread_agrees_with_counting, outsiders_do_not_read;
    history: answers_every_part, hides_from_outsiders;
    lists: orders_and_pages_chats, summarises, pages_members, counts_by_ports;
    syncing: pages_union_to_the_whole, never_splits_one_change, user_stream_tells_comings_and_goings,
        starts_afresh, ports_answer_ranges;
    sessions: keeps_sessions, finds_cookies, rotates_and_touches, revokes_once,
        replaces_passwords;
}
