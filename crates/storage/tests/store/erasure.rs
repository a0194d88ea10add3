//! Whoever deletes their account leaves nothing of themselves in any row of any table.

use crate::support::{Backend, Database, Heard};
use domain::account::{self, ChangeEmail, Leave, Register, Standing, UpdateProfile};
use domain::admin::{self, Authority};
use domain::contact::{self, RequestFriend};
use domain::invitation::{self, NewInvitation};
use domain::notification::{Kind, NewNotification, notify};
use domain::policy::{Policy, Registration};
use domain::port::{Lane, SecondFactor, StoreError, Tx};
use domain::push::{self, Endpoint, NewSubscription, Reach};
use domain::report::{self, About, NewReport, Reason};
use domain::testing::build;
use domain::{
    Actor, Bio, DisplayName, Email, Handle, Note, SessionId, Status, StatusText, TimeZone, UserId,
};
use std::net::IpAddr;
use std::sync::Arc;
use tertulia_storage::{Store, StoreOptions};

/// Stands in everything that belongs to the person; found nowhere else.
const CANARY: &str = "canary";
/// Where the person's requests came from.
const ADDRESS: [u8; 4] = [203, 0, 113, 77];

/// Somebody with something in every corner, and two others.
pub(crate) fn settle(tx: &mut dyn Tx) -> Result<[Actor; 3], StoreError> {
    let at = build::START;
    let user = account::register(
        tx,
        Register {
            handle: Handle::parse("canary").unwrap(),
            email: Email::parse("canary@example.org").unwrap(),
            display_name: DisplayName::parse("The Canary").unwrap(),
            password_hash: "hash of canary".to_owned(),
            standing: Standing::Admin,
            at,
        },
    )
    .unwrap();
    let session = domain::port::NewSession {
        user_agent: "canary-browser".to_owned(),
        ..build::new_session(user.id, at)
    };
    let canary = Actor { user: user.id, session: tx.insert_session(&session)? };
    let [ben, eve] = ["ben", "eve"].map(|name| build::person(tx, name));
    build::direct(tx, &canary, ben.user);
    build::group(tx, &canary, "Tea", &[ben.user, eve.user]);
    act(tx, canary, ben.user, eve.user);
    crate::person::plant(tx, &canary, [&ben, &eve]);
    Ok([canary, ben, eve])
}

fn act(tx: &mut dyn Tx, canary: Actor, ben: UserId, eve: UserId) {
    let at = build::START;
    let update = UpdateProfile {
        handle: Some(Handle::parse("canary-two").unwrap()),
        bio: Some(Bio::parse("canary bio").ok()),
        status: Some(Some(Status { text: StatusText::parse("canary up").unwrap(), until: None })),
        time_zone: Some(TimeZone::parse("Canary/Islands").ok()),
        at,
        ..UpdateProfile::default()
    };
    account::update_profile(tx, &canary, update).unwrap();
    let note = Note::parse("canary asks").ok();
    contact::request_friend(tx, &canary, RequestFriend { user: ben, note, at }).unwrap();
    let by = Authority { actor: Some(canary), address: Some(IpAddr::from(ADDRESS)), at };
    admin::promote(tx, &by, eve).unwrap();
    let (handle, email) = ("canary-child", "canary-child@example.org");
    let child = Register {
        handle: Handle::parse(handle).unwrap(),
        email: Email::parse(email).unwrap(),
        ..build::registration("child")
    };
    admin::enrol(tx, &by, child).unwrap();
    leave_more(tx, canary, ben, by);
}

/// Letters on their way, a second step, a subscription, a report, an invitation, notifications.
fn leave_more(tx: &mut dyn Tx, canary: Actor, ben: UserId, by: Authority) {
    let at = by.at;
    let typed = Email::parse("canary@example.org").unwrap();
    account::ask_reset(tx, &typed, "canary-reset", at).unwrap();
    let (email, verified_hash) = ("canary-new@example.org", "hash of canary".to_owned());
    let email = Email::parse(email).unwrap();
    let change = ChangeEmail { email, verified_hash, confirm: true, at };
    account::change_email(tx, &canary, &change).unwrap();
    let salt = b"canary salt".to_vec();
    let factor = SecondFactor { salt, confirmed_at: None, last_step: 0 };
    tx.put_second_factor(canary.user, &factor).unwrap();
    tx.put_recovery_codes(canary.user, &[b"canary code".to_vec()]).unwrap();
    let endpoint = Endpoint::parse("https://push.example.org/canary", Reach::Public).unwrap();
    let (public_key, secret) = (vec![4; 65], vec![5; 16]);
    push::subscribe(tx, &canary, &NewSubscription { endpoint, public_key, secret, at }).unwrap();
    let note = Note::parse("canary minds").ok();
    let (about, reason) = (About::Person(ben), Reason::Spam);
    report::report(tx, &canary, &NewReport { about, reason, note: note.clone(), at }).unwrap();
    let expires_at = at.plus_ms(build::DAY_MS);
    let new = NewInvitation { code_hash: vec![9; 32], note, expires_at, max_uses: 1 };
    let policy = Policy { registration: Registration::Open, members_invite: false };
    invitation::invite(tx, &by, policy, &new).unwrap();
    let told = NewNotification::security(Kind::SignIn, at).saying("canary-browser");
    notify(tx, &[canary.user], &told).unwrap();
    let zone = domain::quiet::Zone::parse("Atlantic/Canary").unwrap();
    let digest = domain::quiet::Digest::Weekly;
    let settings = domain::quiet::Settings { zone, digest, ..Default::default() };
    let change = domain::quiet::SettingsChange { settings };
    domain::quiet::change_settings(tx, &canary, change).unwrap();
    tx.stamp_digest(canary.user, at).unwrap();
}

#[test]
fn nothing_is_left() {
    for backend in Backend::all() {
        let database = Database::new(&backend);
        let options = StoreOptions::default();
        let store = Store::open(&database.url, options, Arc::new(Heard::default())).unwrap();
        let [canary, ..] = store.write(Lane::Any, settle).unwrap();
        let child = Handle::parse("canary-child").unwrap();
        let child = store.read(|read| read.user_by_handle(&child)).unwrap().unwrap().unwrap().id;
        let columns = database.columns();
        let holding = |needle: &str| -> Vec<String> {
            let holds = |(table, column): &&(String, String)| database.holds(table, column, needle);
            columns.iter().filter(holds).map(|(t, c)| format!("{t}.{c}")).collect()
        };
        assert!(columns.len() > 150 && holding(CANARY).len() > 18, "{:?}", holding(CANARY));
        assert!(!holding("203.0.113.77").is_empty());
        let by = Actor { user: child, session: SessionId(0) };
        let verified_hash = Some("hash of child".to_owned());
        let leave = Leave { verified_hash, at: build::START };
        store.write(Lane::Any, move |tx| account::delete(tx, &by, &leave)).unwrap();
        let verified_hash = Some("hash of canary".to_owned());
        let leave = Leave { verified_hash, at: build::START };
        store.write(Lane::Any, move |tx| account::delete(tx, &canary, &leave)).unwrap();
        for needle in [CANARY, "Canary", "203.0.113.77"] {
            assert_eq!(holding(needle), Vec::<String>::new(), "{backend:?}: {needle}");
        }
    }
}
