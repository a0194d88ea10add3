//! Every place that names a person is known: docs/PRIVACY.md says what they get of it, and what becomes of it.

use crate::erasure::settle;
use crate::support::{Backend, Database, Heard};
use domain::account::{self, Leave};
use domain::admin::{Authority, NewAudit, Target};
use domain::chat::{AddMembers, Draft, JoinCode, KeepChat};
use domain::contact::{self, RequestFriend};
use domain::message::{self, DeleteMessage, EditMessage, HideMessage, MarkRead, PinMessage, React};
use domain::port::{Lane, StoreError, Tx};
use domain::report::{self, About, NewReport, Reason, ReportState};
use domain::testing::build;
use domain::{Actor, ChatId, CodeText, Emoji, MessageText, Seq, UserId};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tertulia_storage::{Store, StoreOptions};

/// What the person's number is: found nowhere else.
const NUMBER: i64 = 7_700_770_077;
/// How columns are called that name somebody.
const NAMES: [&str; 7] =
    ["user_id", "by_id", "_by", "sender_id", "actor_id", "reporter_id", "subject_id"];

/// Leaves rows of a person in groups, at messages and in the hands of administrators: as the one who acts and
/// as the one it is done to.
pub(crate) fn plant(tx: &mut dyn Tx, canary: &Actor, [ben, eve]: [&Actor; 2]) {
    let at = build::START;
    let group = build::group(tx, canary, "Chess", &[ben.user, eve.user]);
    talk(tx, canary, ben, group);
    let [third, fourth] = ["third", "fourth"].map(|name| build::user(tx, name).id);
    tx.put_ban(group, third, canary.user, at).unwrap();
    assert!(tx.put_group_invitation(group, fourth, canary.user, at).unwrap());
    let code = JoinCode {
        code: CodeText::parse("0123-4567-89AB").unwrap(),
        chat: group,
        made_by: Some(canary.user),
        made_at: at,
        expires_at: at.plus_ms(build::DAY_MS),
        max_uses: None,
        uses: 0,
        approval: true,
    };
    tx.put_join_code(&code).unwrap();
    let [first, second, other] =
        ["One", "Two", "Three"].map(|title| build::group(tx, ben, title, &[]));
    let fourth = build::group(tx, ben, "Four", &[]);
    let cmd = AddMembers { chat: fourth, users: vec![canary.user], at };
    domain::chat::add_members(tx, ben, cmd).unwrap();
    tx.put_ban(first, canary.user, ben.user, at).unwrap();
    assert!(tx.put_group_invitation(second, canary.user, ben.user, at).unwrap());
    tx.put_join_request(other, canary.user, at).unwrap();
    let words = MessageText::parse("Tea at four").unwrap();
    tx.insert_announcement(&words, Some(canary.user), at, at.plus_ms(1)).unwrap();
    reported(tx, canary, ben, eve.user);
    let by = Authority { actor: Some(*eve), address: None, at };
    let target = Target::User(canary.user);
    tx.append_audit(&NewAudit { by, action: "user.test", target, details: Vec::new() }).unwrap();
}

/// Everything that becomes of messages.
fn talk(tx: &mut dyn Tx, canary: &Actor, ben: &Actor, chat: ChatId) {
    let at = build::START;
    for (who, id) in [(canary, "one"), (canary, "two"), (ben, "three"), (ben, "four")] {
        build::message(tx, who, chat, id, "words");
    }
    let text = MessageText::parse("other words").unwrap();
    let edit = EditMessage { chat, seq: Seq(1), text, window_ms: None, at };
    message::edit(tx, canary, edit).unwrap();
    message::hide(tx, canary, HideMessage { chat, seq: Seq(2) }).unwrap();
    let emoji = Emoji::parse("👍").unwrap();
    message::react(tx, canary, React { chat, seq: Seq(3), emoji, on: true, at }).unwrap();
    message::pin(tx, canary, PinMessage { chat, seq: Seq(3), on: true, at }).unwrap();
    let draft = Draft { text: MessageText::parse("begun").unwrap(), reply_to: None, at };
    let keep = KeepChat { draft: Some(Some(draft)), ..KeepChat::of(chat, at) };
    domain::chat::keep(tx, canary, keep).unwrap();
    message::mark_read(tx, canary, MarkRead { chat, seq: Seq(4), at }).unwrap();
    message::delete(tx, canary, DeleteMessage { chat, seq: Seq(4), at }).unwrap();
}

/// Reports of the person, and by others decided by them.
fn reported(tx: &mut dyn Tx, canary: &Actor, ben: &Actor, eve: UserId) {
    let at = build::START;
    let new = |user| NewReport { about: About::Person(user), reason: Reason::Spam, note: None, at };
    report::report(tx, ben, &new(canary.user)).unwrap();
    let (about_eve, _) = report::report(tx, ben, &new(eve)).unwrap();
    let by = Authority { actor: Some(*canary), address: None, at };
    report::decide(tx, &by, about_eve.id, ReportState::Dismissed, None).unwrap();
}

fn raise(database: &Database) {
    let next = NUMBER - 1;
    database.execute(&if database.url.starts_with("sqlite") {
        format!("UPDATE sqlite_sequence SET seq = {next} WHERE name = 'users'")
    } else {
        format!("SELECT setval(pg_get_serial_sequence('users', 'id'), {next})")
    });
}

/// Where the table of docs/PRIVACY.md says that a person is named, and whether that goes with their account.
fn known() -> BTreeMap<String, bool> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/PRIVACY.md");
    let text = std::fs::read_to_string(path).unwrap();
    let (_, table) = text.split_once("<!-- person:begin -->").unwrap();
    let (table, _) = table.split_once("<!-- person:end -->").unwrap();
    let rows = table.lines().filter(|line| line.starts_with("| `"));
    let places = rows.flat_map(|row| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let goes = cells[4].starts_with("goes");
        assert!(goes || cells[4].starts_with("stays") || !cells[1].contains('.'), "{row}");
        let names = cells[1].split(' ').map(|name| name.trim_matches('`').to_owned());
        names.map(move |name| (name, goes)).collect::<Vec<_>>()
    });
    places.collect()
}

/// The columns that hold the person's number.
fn naming(database: &Database, columns: &[(String, String)]) -> BTreeSet<String> {
    let names = |(table, column): &&(String, String)| {
        table != "sqlite_sequence" && database.equals(table, column, NUMBER)
    };
    columns.iter().filter(names).map(|(table, column)| format!("{table}.{column}")).collect()
}

#[test]
fn every_place_is_known() {
    let known = known();
    let in_columns: BTreeMap<_, _> = known.iter().filter(|(name, _)| name.contains('.')).collect();
    for backend in Backend::all() {
        let database = Database::new(&backend);
        let options = StoreOptions::default();
        let store = Store::open(&database.url, options, Arc::new(Heard::default())).unwrap();
        let older = |tx: &mut dyn Tx| Ok::<_, StoreError>(build::person(tx, "amy"));
        let amy = store.write(Lane::Any, older).unwrap();
        raise(&database);
        let [canary, ..] = store.write(Lane::Any, settle).unwrap();
        assert_eq!(canary.user.0, NUMBER, "{backend:?}");
        let meet = move |tx: &mut dyn Tx| {
            build::direct(tx, &canary, amy.user);
            let cmd = RequestFriend { user: amy.user, note: None, at: build::START };
            contact::request_friend(tx, &canary, cmd).map(drop)
        };
        store.write(Lane::Any, meet).unwrap();
        let columns = database.columns();
        for (table, column) in &columns {
            let ours = !table.starts_with("sqlite_") && !table.starts_with("__diesel");
            let has = |name: &String| name == table || name.starts_with(&format!("{table}."));
            assert!(!ours || known.keys().any(has), "{table} is missing in docs/PRIVACY.md");
            let person = ours && NAMES.iter().any(|name| column.ends_with(name));
            let place = format!("{table}.{column}");
            assert!(!person || known.contains_key(&place), "{place}: docs/PRIVACY.md");
        }
        let all: BTreeSet<String> = in_columns.keys().map(|name| (*name).clone()).collect();
        assert_eq!(naming(&database, &columns), all, "{backend:?}: planted and known");
        let verified_hash = Some("hash of canary".to_owned());
        let leave = Leave { verified_hash, at: build::START };
        store.write(Lane::Any, move |tx| account::delete(tx, &canary, &leave)).unwrap();
        let stays = in_columns.iter().filter(|(_, goes)| !**goes);
        let stays: BTreeSet<String> = stays.map(|(name, _)| (**name).clone()).collect();
        assert_eq!(naming(&database, &columns), stays, "{backend:?}: what is left");
    }
}
