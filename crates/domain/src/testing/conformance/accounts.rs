use crate::account::{self, Register, RegisterError, Standing, register};
use crate::testing::{Harness, World, build};
use crate::{DisplayName, Email, Handle, Problem, Rev, SearchText, Timestamp, User, UserId};

fn enrol(world: &World<'_>, new: Register) -> Result<User, RegisterError> {
    world.run(move |tx| register(tx, new.clone()))
}

pub(super) fn registers_and_finds(store: &dyn Harness) {
    let world = World::new(store);
    let new = build::registration("ana");
    let ana = enrol(&world, new.clone()).expect("a free name");
    assert!(ana.id.0 > 0, "ids are positive");
    assert_eq!(
        (&ana.handle, &ana.email, &ana.display_name),
        (&new.handle, &new.email, &new.display_name)
    );
    assert_eq!(
        (ana.is_admin, ana.created_at, ana.last_seen, ana.rev),
        (false, new.at, None, Rev(0))
    );
    assert!(world.heard().is_empty(), "making an account tells nobody");
    let ben = enrol(&world, build::registration("ben")).expect("a free name");
    let (id, other) = (ana.id, ben.id);
    assert_eq!(world.ask(move |read| read.user(id)), Some(ana.clone()));
    assert_eq!(world.ask(|read| read.user(UserId(987_654))), None);
    let wanted = [other, id, UserId(987_654)];
    assert_eq!(world.ask(move |read| read.users(&wanted)), [ana.clone(), ben]);
    assert_eq!(world.ask(|read| read.users(&[])), []);
    assert_eq!(world.ask(|read| read.user_by_handle(&handle("ana"))), Some(ana.clone()));
    assert_eq!(world.ask(|read| read.user_by_handle(&handle("an0"))), None);
    assert_eq!(world.ask(|read| read.user_by_email(&email("ANA@example.ORG"))), Some(ana));
    assert_eq!(world.ask(|read| read.user_by_email(&email("anna@example.org"))), None);
    assert_eq!(world.ask(move |read| read.password_hash(id)), Some(new.password_hash));
    assert_eq!(world.ask(|read| read.password_hash(UserId(987_654))), None);
    assert_eq!(world.ask(|read| read.user_rev(UserId(987_654))), Rev(0));
}

pub(super) fn takes_names_once(store: &dyn Harness) {
    let world = World::new(store);
    enrol(&world, build::registration("bill")).expect("a free name");
    // The second looks like the first.
    for name in ["bill", "bil1"] {
        let new = Register { email: email("else@example.org"), ..build::registration(name) };
        let error = enrol(&world, new).expect_err(name);
        assert!(matches!(error, RegisterError::HandleTaken), "{name}: {error:?}");
        assert_eq!(error.code(), "username_taken");
    }
    // Nothing of the refused ones is left: the address is still free.
    let new = Register { email: email("else@example.org"), ..build::registration("bob") };
    enrol(&world, new).expect("a free name and address");
}

pub(super) fn takes_addresses_once(store: &dyn Harness) {
    let world = World::new(store);
    enrol(&world, build::registration("ana")).expect("a free name");
    for address in ["ana@example.org", "Ana@EXAMPLE.org"] {
        let new = Register { email: email(address), ..build::registration("ben") };
        let error = enrol(&world, new).expect_err(address);
        assert!(matches!(error, RegisterError::EmailTaken), "{address}: {error:?}");
    }
    enrol(&world, build::registration("ben")).expect("the name is still free");
}

pub(super) fn sets_up_once(store: &dyn Harness) {
    let world = World::new(store);
    enrol(&world, build::registration("ana")).expect("a free name");
    assert!(!world.ask(|read| read.has_admin()));
    let first = |name| Register { standing: Standing::FirstAdmin, ..build::registration(name) };
    assert!(enrol(&world, first("ben")).expect("nobody set it up").is_admin);
    assert!(world.ask(|read| read.has_admin()));
    let error = enrol(&world, first("carla")).expect_err("it is set up");
    assert!(matches!(error, RegisterError::AlreadySetUp), "{error:?}");
    let more = Register { standing: Standing::Admin, ..build::registration("carla") };
    assert!(enrol(&world, more).expect("an operator may").is_admin);
}

fn found(world: &World<'_>, query: &str) -> Vec<String> {
    let query = SearchText::parse(query).expect("a query");
    let people = world.ask(move |read| account::find(read, &query, None, 10));
    people.iter().map(|person| person.handle.as_str().to_owned()).collect()
}

pub(super) fn looks_for_people_literally(store: &dyn Harness) {
    let world = World::new(store);
    for (name, shown) in [
        ("ana", "Ana María"),
        ("ben", "50% off_season"),
        ("mariano", "Ben Ana"),
        ("zoe", r"Back\slash"),
        ("joana", "Élodie 李"),
    ] {
        let display_name = DisplayName::parse(shown).expect("a name");
        enrol(&world, Register { display_name, ..build::registration(name) }).expect("a free name");
    }
    for (query, want) in [
        ("an", vec!["ana", "mariano"]),
        ("AN", vec!["ana", "mariano"]),
        ("maría", vec!["ana"]),
        ("mar", vec!["ana", "mariano"]),
        ("oana", vec![]),
        ("50%", vec!["ben"]),
        ("5%", vec![]),
        ("%", vec![]),
        ("off_s", vec!["ben"]),
        ("off-s", vec![]),
        ("_", vec![]),
        (r"back\s", vec!["zoe"]),
        (r"\", vec![]),
        ("'", vec![]),
        ("ÉLO", vec!["joana"]),
        ("李", vec!["joana"]),
    ] {
        assert_eq!(found(&world, query), want, "{query:?}");
    }
}

pub(super) fn pages_people(store: &dyn Harness) {
    let world = World::new(store);
    let names = ["pat", "pat-b", "pat.a", "pat2", "patty", "pax"];
    for name in names {
        enrol(&world, build::registration(name)).expect("a free name");
    }
    let query = SearchText::parse("pa").expect("a query");
    let (mut all, mut after) = (Vec::new(), None::<Handle>);
    loop {
        let (query, last) = (query.clone(), after.clone());
        let page = world.ask(move |read| account::find(read, &query, last.as_ref(), 2));
        let Some(last) = page.last() else { break };
        after = Some(last.handle.clone());
        all.extend(page.iter().map(|person| person.handle.as_str().to_owned()));
    }
    // By bytes, on every backend and locale.
    assert_eq!(all, names);
}

pub(super) fn last_seen_never_goes_back(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    for (at, want) in [(500, 500), (300, 500), (500, 500), (900, 900)] {
        world.run(move |tx| account::left(tx, ana.user, Timestamp(at))).expect("it is noted");
        let person = world.ask(move |read| read.user(ana.user)).expect("she is there");
        assert_eq!(person.last_seen, Some(Timestamp(want)), "after {at}");
        assert_eq!(person.brief().last_seen, person.last_seen);
    }
    let other = world.ask(move |read| read.user(ben.user)).expect("he is there");
    assert_eq!(other.last_seen, None, "nobody else was touched");
}

fn handle(text: &str) -> Handle {
    Handle::parse(text).expect("a username")
}

fn email(text: &str) -> Email {
    Email::parse(text).expect("an address")
}
