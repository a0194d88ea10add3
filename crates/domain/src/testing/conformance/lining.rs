use crate::chat::{EditGroup, Line, LineKind, PastFor, SettingsPatch};
use crate::message::History;
use crate::testing::{Harness, World};
use crate::{Actor, ChatId, Rev, Role, Rules, Seq, Title};

/// A line as `kind by users: what=to`.
fn said(line: &Line) -> String {
    let name = |user: &crate::UserBrief| user.handle.as_str().to_owned();
    let users: Vec<String> = line.users.iter().map(name).collect();
    let change =
        |c: &crate::chat::Changed| format!("{}={}", c.what, c.to.as_deref().unwrap_or("-"));
    let changes: Vec<String> = line.changes.iter().map(change).collect();
    let by = line.by.as_ref().map_or_else(String::new, name);
    format!("{}:{:?} {by} {}: {}", line.after, line.kind, users.join("+"), changes.join(","))
}

fn page(world: &World<'_>, who: Actor, chat: ChatId, part: History, limit: usize) -> Vec<String> {
    world.history(who, chat, part, limit).lines.iter().map(said).collect()
}

fn all(world: &World<'_>, who: Actor, chat: ChatId) -> Vec<String> {
    page(world, who, chat, History::Latest, 99)
}

pub(super) fn changes_leave_lines(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve, zoe] = world.people(["ana", "ben", "eve", "zoe"]);
    let chat = world.group(ana, "Tea", &[ben]);
    world.say(ana, chat, "one");
    world.heard();
    world.add(ana, chat, &[eve, zoe]).expect("hers");
    let told = world.heard_all();
    let live = told.iter().find_map(|event| event.line()).expect("with the event");
    assert_eq!(said(live), "1:Added ana eve+zoe: ");
    world.set_role(ana, chat, ben, Role::Admin).expect("hers");
    world.set_role(ana, chat, ben, Role::Admin).expect("the same again leaves no line");
    world.remove(ben, chat, zoe.user).expect("an admin");
    world.ban(ben, chat, eve).expect("an admin");
    let title = Some(Title::parse("Coffee").expect("short"));
    let rules = Some(Some(Rules::parse("Be kind").expect("short")));
    let settings = SettingsPatch { slow_mode_s: Some(9), ..SettingsPatch::default() };
    let edit = EditGroup { title, rules, settings, ..EditGroup::of(chat, world.now()) };
    world.edit_group(ana, edit).expect("hers");
    world.remove(ana, chat, ana.user).expect("leaves");
    let lines = all(&world, ben, chat);
    assert_eq!(
        lines,
        [
            "0:Created ana ben: title=Tea",
            "1:Added ana eve+zoe: ",
            "1:Role ana ben: role=admin",
            "1:Removed ben zoe: ",
            "1:Banned ben eve: ",
            "1:Edited ana : title=Coffee,rules=set,slow_mode_s=9",
            "1:Left  ana: ",
            "1:Role  ben: role=owner",
        ]
    );
    let since = live.rev;
    let changes = world.ask(move |r| r.changed_lines(chat, since, Rev(99), 2));
    assert_eq!(changes.iter().map(said).collect::<Vec<_>>(), lines[2..4]);
    assert_eq!(world.ask(move |r| r.lines(chat, Seq(1), Seq(1), 1)).len(), 1, "the newest");
}

pub(super) fn lines_come_with_their_messages(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let chat = world.group(ana, "Tea", &[ben]);
    assert_eq!(all(&world, ana, chat).len(), 1, "also before the first message");
    for n in 1..=4 {
        world.say(ana, chat, &n.to_string());
        world.rename(ana, chat, &format!("Tea {n}")).expect("hers");
    }
    let whole = all(&world, ana, chat);
    assert_eq!(whole.len(), 5);
    let mut pages = Vec::new();
    for before in [9, 3] {
        let mut lines = page(&world, ana, chat, History::Before(Seq(before)), 2);
        lines.append(&mut pages);
        pages = lines;
    }
    assert_eq!(pages, whole, "pages join without a hole and without doubles");
    let direct = world.direct(ana, ben);
    world.say(ana, direct, "hi");
    assert_eq!(all(&world, ben, direct), [""; 0]);
}

pub(super) fn lines_end_where_history_does(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let chat = world.group(ana, "Tea", &[ben]);
    world.say(ana, chat, "one");
    world.rename(ana, chat, "Secret").expect("hers");
    world.clear(ben, chat).expect("his");
    assert_eq!(all(&world, ben, chat), [""; 0], "cleared with the rest");
    let settings =
        SettingsPatch { history: Some(PastFor::FromJoining), ..SettingsPatch::default() };
    world
        .edit_group(ana, EditGroup { settings, ..EditGroup::of(chat, world.now()) })
        .expect("hers");
    assert_eq!(all(&world, ben, chat), ["1:Edited ana : history=from_joining"]);
    world.add(ana, chat, &[eve]).expect("hers");
    assert_eq!(all(&world, eve, chat), ["1:Added ana eve: "], "from her own coming on");
    let sync = world.ask(move |read| crate::sync::chat_changes(read, &eve, chat, Rev(1), 99));
    let lines = sync.expect("in").lines;
    assert!(lines.len() == 1 && lines[0].kind == LineKind::Added);
    assert_eq!(all(&world, ana, chat).len(), 4);
}
