use crate::job::{
    self, JobFilter, JobId, JobState, Lease, NewJob, Outcome, Progress, Queued, RETRIES,
};
use crate::port::StoreError;
use crate::testing::{Harness, World, build};
use crate::{Event, Timestamp};

const MAIL: &[&str] = &["mail"];
const LEASE_MS: i64 = 60_000;

fn mail(key: &str, run_at: Timestamp) -> NewJob {
    let payload = format!("{{\"of\":\"{key}\"}}");
    NewJob { kind: "mail", key: key.to_owned(), payload, run_at, at: build::START }
}

fn enqueue(world: &World<'_>, new: NewJob) -> Option<JobId> {
    world.run(move |tx| job::enqueue(tx, &new)).expect("it is stored")
}

fn lease(world: &World<'_>, at: Timestamp, limit: usize) -> Vec<Lease> {
    world.run(move |tx| job::lease(tx, MAIL, at, LEASE_MS, limit)).expect("they are given out")
}

fn report(world: &World<'_>, lease: &Lease, outcome: &Outcome, at: Timestamp) -> Option<Progress> {
    let (lease, outcome) = (lease.clone(), outcome.clone());
    world.run(move |tx| job::report(tx, &lease, &outcome, at, 0)).expect("it is noted")
}

fn next(world: &World<'_>) -> Option<Timestamp> {
    world.ask(|read| job::next_due(read, MAIL))
}

fn seen(world: &World<'_>, id: JobId) -> Queued {
    world.ask(move |read| read.job(id)).expect("it is there")
}

fn keys(leases: &[Lease]) -> Vec<&str> {
    leases.iter().map(|lease| lease.key.as_str()).collect()
}

pub(super) fn takes_on_once(store: &dyn Harness) {
    let world = World::new(store);
    let at = build::START;
    let first = enqueue(&world, mail("a", at)).expect("a new one");
    assert_eq!(world.heard(), [Event::JobsWaiting]);
    assert_eq!(enqueue(&world, mail("a", at.plus_ms(9))), None);
    assert_eq!(world.heard(), [], "nothing new");
    let other = NewJob { kind: "push", ..mail("a", at) };
    assert!(enqueue(&world, other).is_some(), "another kind has names of its own");
    let undone: Result<(), StoreError> = world.run(move |tx| {
        job::enqueue(tx, &mail("b", at))?;
        Err(StoreError::lost("the cause"))
    });
    undone.expect_err("it goes with its cause");
    assert_eq!(keys(&lease(&world, at, 9)), ["a"]);
    let mut kept = seen(&world, first);
    assert_eq!(kept.leased_until.take(), Some(at.plus_ms(LEASE_MS)));
    let run_at = at.plus_ms(LEASE_MS);
    let want = Queued {
        id: first,
        kind: "mail".to_owned(),
        state: JobState::Waiting,
        run_at,
        leased_until: None,
        attempts: 1,
        last_error: None,
        created_at: at,
        ended_at: None,
    };
    assert_eq!(kept, want);
    assert_eq!(world.ask(|read| read.job(JobId(987_654))), None);
}

pub(super) fn gives_out_what_is_due(store: &dyn Harness) {
    let world = World::new(store);
    let at = build::START;
    assert_eq!(next(&world), None);
    for (key, wait) in [("late", 5_000), ("soon", 1_000), ("now", 0), ("past", -1_000)] {
        enqueue(&world, mail(key, at.plus_ms(wait))).expect("a new one");
    }
    enqueue(&world, NewJob { kind: "push", ..mail("other", at.plus_ms(-9_000)) }).expect("new");
    assert_eq!(next(&world), Some(at.plus_ms(-1_000)));
    assert_eq!(keys(&lease(&world, at, 1)), ["past"]);
    assert_eq!(keys(&lease(&world, at, 9)), ["now"]);
    assert_eq!(keys(&lease(&world, at, 9)), Vec::<&str>::new());
    assert_eq!(next(&world), Some(at.plus_ms(1_000)));
    assert_eq!(keys(&lease(&world, at.plus_ms(5_000), 9)), ["soon", "late"]);
    assert_eq!(next(&world), Some(at.plus_ms(LEASE_MS)), "when the first lease runs out");
}

pub(super) fn late_holders_change_nothing(store: &dyn Harness) {
    let world = World::new(store);
    let at = build::START;
    let id = enqueue(&world, mail("a", at)).expect("a new one");
    let [first] = lease(&world, at, 9).try_into().expect("one");
    assert_eq!(lease(&world, at.plus_ms(LEASE_MS - 1), 9), [], "it is somebody's");
    let later = at.plus_ms(LEASE_MS);
    let [second] = lease(&world, later, 9).try_into().expect("the lease ran out");
    assert_eq!((first.attempt, second.attempt, &second.payload), (1, 2, &first.payload));
    for outcome in [Outcome::Done, Outcome::Again("x".into()), Outcome::Never("x".into())] {
        assert_eq!(report(&world, &first, &outcome, later), None, "too late");
    }
    assert_eq!(seen(&world, id).leased_until, Some(later.plus_ms(LEASE_MS)));
    assert_eq!(report(&world, &second, &Outcome::Done, later), Some(Progress::Done));
    assert_eq!(report(&world, &second, &Outcome::Never("x".into()), later), None, "it is done");
    let done = seen(&world, id);
    assert_eq!((done.state, done.leased_until, done.ended_at), (JobState::Done, None, Some(later)));
    assert_eq!(next(&world), None);
    assert_eq!(enqueue(&world, mail("a", later)), None, "what is done is not taken on again");
}

pub(super) fn failures_wait_and_end(store: &dyn Harness) {
    let world = World::new(store);
    let mut at = build::START;
    let id = enqueue(&world, mail("a", at)).expect("a new one");
    for attempt in 1..RETRIES {
        let [lease] = lease(&world, at, 9).try_into().expect("it is due");
        assert_eq!(lease.attempt, attempt);
        let error = format!("the {attempt}th");
        let run_at = at.plus_ms(job::delay_ms(attempt, 0));
        let told = report(&world, &lease, &Outcome::Again(error.clone()), at);
        assert_eq!(told, Some(Progress::Again { run_at, error: error.clone() }));
        assert_eq!(seen(&world, id).last_error, Some(error));
        assert_eq!(next(&world), Some(run_at));
        at = run_at;
    }
    let [last] = lease(&world, at, 9).try_into().expect("it is due");
    let told = report(&world, &last, &Outcome::Again("no".into()), at);
    assert_eq!(told, Some(Progress::Dead { error: "no".to_owned() }));
    let dead = seen(&world, id);
    assert_eq!((dead.state, dead.ended_at, dead.attempts), (JobState::Dead, Some(at), RETRIES));
    assert_eq!((next(&world), lease(&world, at.plus_ms(build::DAY_MS), 9)), (None, vec![]));
    // Brought back by hand it has one more try.
    assert!(world.run(move |tx| tx.revive_job(id, at)).expect("asked"));
    assert!(!world.run(move |tx| tx.revive_job(id, at)).expect("asked"), "it waits already");
    let [again] = lease(&world, at, 9).try_into().expect("it is due");
    assert_eq!((again.payload.as_str(), again.attempt), ("{\"of\":\"a\"}", RETRIES + 1));
    let told = report(&world, &again, &Outcome::Never("never".into()), at);
    assert_eq!(told, Some(Progress::Dead { error: "never".to_owned() }));
    assert!(world.run(move |tx| tx.drop_job(id)).expect("asked"));
    assert!(!world.run(move |tx| tx.drop_job(id)).expect("asked"));
    assert_eq!(world.ask(move |read| read.job(id)), None);
}

pub(super) fn lists_and_forgets(store: &dyn Harness) {
    let world = World::new(store);
    let at = build::START;
    let ids = ["a", "b", "c", "d"].map(|key| enqueue(&world, mail(key, at)).expect("new"));
    let leases = lease(&world, at, 3);
    report(&world, &leases[0], &Outcome::Done, at);
    report(&world, &leases[1], &Outcome::Never("no".into()), at);
    let listed = |state, before, limit| {
        let found = world.ask(move |read| read.jobs(JobFilter { state }, before, limit));
        found.iter().map(|job| job.id).collect::<Vec<_>>()
    };
    let [a, b, c, d] = ids;
    assert_eq!(listed(None, None, 9), [d, c, b, a]);
    assert_eq!(listed(None, Some(c), 1), [b]);
    assert_eq!(listed(Some(JobState::Waiting), None, 9), [d, c]);
    assert_eq!(listed(Some(JobState::Done), None, 9), [a]);
    assert_eq!(listed(Some(JobState::Dead), None, 9), [b]);
    assert!(!world.run(move |tx| tx.drop_job(c)).expect("asked"), "only what is dead");
    let forget = |at| world.run(move |tx| job::tidy(tx, at)).expect("asked");
    assert_eq!(forget(at.plus_ms(7 * build::DAY_MS)), 0);
    assert_eq!(forget(at.plus_ms(7 * build::DAY_MS + 1)), 1);
    assert_eq!(listed(None, None, 9), [d, c, b], "the dead stay until somebody has looked");
}
