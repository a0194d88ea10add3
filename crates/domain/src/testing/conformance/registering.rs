use crate::account::{self, Register};
use crate::job::JobFilter;
use crate::policy::{Policy, Registration};
use crate::testing::{Harness, World, build};
use crate::{Email, Problem};

/// Somebody registers with an address that has to be confirmed.
fn knock(world: &World<'_>, name: &str, email: &str, later_ms: i64) -> &'static str {
    let email = Email::parse(email).expect("an address");
    let new = Register { email, at: build::START.plus_ms(later_ms), ..build::registration(name) };
    let policy = Policy { registration: Registration::Open, members_invite: false };
    let made = world.run(move |tx| account::join_by_letter(tx, new.clone(), policy, None));
    made.as_ref().map_or_else(Problem::code, |()| "made")
}

pub(super) fn taken_addresses_look_free(store: &dyn Harness) {
    let world = World::new(store);
    let ana = world.person("ana");
    let letters = || {
        let jobs = world.ask(|read| read.jobs(JobFilter::default(), None, 99));
        jobs.len()
    };
    assert_eq!(knock(&world, "ben", "ben@example.org", 0), "made");
    assert_eq!(letters(), 1);
    assert_eq!(knock(&world, "eve", "ANA@example.org", 0), "made");
    assert_eq!(letters(), 2, "its owner is told");
    assert_eq!(knock(&world, "eve", "free@example.org", 0), "username_taken", "the name is gone");
    assert_eq!(knock(&world, "ben", "ana@example.org", 0), "username_taken");
    assert_eq!(knock(&world, "zoe", "ana@example.org", 3_599_999), "made");
    assert_eq!(letters(), 2, "once an hour");
    assert_eq!(knock(&world, "kim", "ana@example.org", 3_600_001), "made");
    assert_eq!(letters(), 3);
    let email = Email::parse("ana@example.org").expect("an address");
    let found = world.ask(move |read| read.user_by_email(&email)).expect("hers");
    assert_eq!(found.id, ana.user, "nothing has changed");
}
