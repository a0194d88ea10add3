//! Much happens while somebody has no network: they see all of it afterwards, as those who were there do.

use super::visitor::{DESKTOP, PHONE, Visitor, one_at_a_time};
use testkit::{Browser, PASSWORD, Person, Proxy, Server};

const GROUP: &str = "Thursday circle";
const RENAMED: &str = "Friday circle";
const DETAILS: &str = ".chat-head > [data-testid=details]";
const CLOSE: &str = "dialog[open] .dialog-head [aria-label=Close]";

/// Everybody is there from the beginning, and so are the first four messages.
struct Table {
    _server: Server,
    proxy: Proxy,
    people: [Person; 3],
    group: i64,
    ana: Visitor,
    bea: Visitor,
    chidi: Visitor,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_happened_meanwhile_is_there() {
    if !Browser::available() {
        return;
    }
    let _turn = one_at_a_time().await;
    let table = laid().await;
    let Table { ana, bea, chidi, .. } = &table;
    table.network(false).await;
    bea.see("[data-testid=connection]").await;
    messages_change(ana, chidi).await;
    groups_change(&table).await;
    table.network(true).await;
    bea.see_text("[data-testid=connection]", "new").await;
    knows_all(bea).await;
    knows_what_is_hers(bea).await;
    for visitor in [bea, chidi] {
        visitor.reload().await;
        knows_all(visitor).await;
    }
    writes_without_a_network(&table).await;
    is_taken_out(&table).await;
    for visitor in [ana, bea, chidi] {
        visitor.assert_no_violations().await;
    }
}

impl Table {
    /// Takes Bea's network away, or gives it back.
    async fn network(&self, there: bool) {
        if there {
            self.proxy.go_on();
        } else {
            self.proxy.go_down();
        }
        self.bea.offline(!there).await;
    }
}

async fn laid() -> Table {
    let server = Server::sqlite().await;
    let proxy = Proxy::to(server.port()).await;
    let people = server.people(["ana", "bea", "chidi"]).await;
    let ids = [people[1].id, people[2].id];
    let group = people[0].group(GROUP, &ids).await.unwrap().id;
    people[0].group("Chess", &ids).await.unwrap();
    for (who, text) in [
        (0, "Shall we meet at eight?"),
        (0, "A secret that goes"),
        (0, "Bring olives"),
        (1, "I bring bread"),
    ] {
        people[who].send(group, &text.replace(' ', "-"), text).await.unwrap();
    }
    let login = |base: &str| format!("{base}/login");
    let ana = Visitor::arrive(DESKTOP, &login(&server.base())).await;
    let bea = Visitor::arrive(PHONE, &login(&proxy.base())).await;
    let chidi = Visitor::arrive(DESKTOP, &login(&server.base())).await;
    for (visitor, name) in [(&ana, "ana"), (&bea, "bea"), (&chidi, "chidi")] {
        visitor.log_in(name, PASSWORD).await;
        visitor.click_text("[data-testid=chat-item]", GROUP).await;
        visitor.is_in(GROUP).await;
        visitor.see_text("[data-seq='4']", "I bring bread").await;
    }
    Table { _server: server, proxy, people, group, ana, bea, chidi }
}

async fn choose(visitor: &Visitor, seq: u32, what: &str) {
    visitor.press(&format!("[data-seq='{seq}'] [data-testid=message-menu]")).await;
    visitor.click(&format!(".menu [data-testid={what}]")).await;
}

async fn messages_change(ana: &Visitor, chidi: &Visitor) {
    choose(ana, 1, "edit").await;
    ana.fill("[data-testid=composer]", "").await;
    ana.say("Shall we meet at nine?").await;
    chidi.see_text("[data-seq='1']", "at nine").await;
    choose(ana, 2, "delete").await;
    ana.click("[data-testid=delete-for-all]").await;
    chidi.see_text("[data-seq='2']", "was deleted").await;
    choose(ana, 4, "quick-reaction").await;
    chidi.see_text("[data-seq='4'] [data-testid=reaction]", "1").await;
    choose(ana, 3, "pin").await;
    chidi.see_text("[data-testid=pins]", "Bring olives").await;
    choose(ana, 4, "reply").await;
    ana.say("And butter?").await;
    chidi.see_text("[data-seq='5'] [data-testid=quote]", "I bring bread").await;
    ana.say("**Nine** it is, @bea!").await;
    chidi.see_text("[data-seq='6'] strong", "Nine").await;
    ana.say("@all the door is open").await;
    chidi.see_text("[data-seq='7'] .mention", "@all").await;
}

async fn groups_change(table: &Table) {
    let Table { ana, chidi, people, .. } = table;
    ana.click(DETAILS).await;
    ana.click("[data-testid=rename]").await;
    ana.fill("dialog [name=title]", RENAMED).await;
    ana.fill("dialog [name=rules]", "Whoever is late brings cake.").await;
    ana.click("[data-testid=group-save]").await;
    chidi.is_in(RENAMED).await;
    let chidis = people[2].id;
    ana.click(&format!("[data-user='{chidis}'] [data-testid=member-menu]")).await;
    ana.click(".menu [data-testid=promote]").await;
    chidi.see_text("[data-testid=system-line]", "an admin").await;
    // Of the other groups one ends for Bea, and one begins.
    let chess = people[0].chats().await.unwrap().items;
    let chess = chess.iter().find(|chat| chat.title.as_deref() == Some("Chess")).unwrap().id;
    people[0].remove_member(chess, people[1].id).await.unwrap();
    people[0].group("Picnic", &[people[1].id, people[2].id]).await.unwrap();
    chidi.see_text("[data-testid=chat-item]", "Picnic").await;
}

/// What is the same for everybody who is in the group.
async fn knows_all(visitor: &Visitor) {
    visitor.is_in(RENAMED).await;
    visitor.see_text("[data-seq='1']", "at nine").await;
    visitor.see("[data-seq='1'] [data-testid=edited]").await;
    visitor.see_text("[data-seq='2']", "was deleted").await;
    visitor.see_text("[data-seq='4'] [data-testid=reaction]", "1").await;
    visitor.see_text("[data-testid=pins]", "Bring olives").await;
    visitor.see_text("[data-seq='5'] [data-testid=quote]", "I bring bread").await;
    visitor.see_text("[data-seq='6'] strong", "Nine").await;
    visitor.see_text("[data-seq='7'] .mention", "@all").await;
    visitor.see_text("[data-testid=system-line]", "an admin").await;
    assert_eq!(visitor.count_text("[data-testid=message]", "secret").await, 0);
    assert_eq!(visitor.count_text("[data-testid=message]", "").await, 7, "each of them once");
    visitor.click(DETAILS).await;
    visitor.see_text("[data-testid=group-rules]", "brings cake").await;
    visitor.see("[data-role=admin]").await;
    visitor.click("#drawer .dialog-head button").await;
}

/// A reply, a mention and a call to all wait for her, and her list is another.
async fn knows_what_is_hers(bea: &Visitor) {
    bea.pictures("offline-caught-up").await;
    bea.click("[data-testid=back]").await;
    bea.see_text("[data-testid=chat-item]", "Picnic").await;
    assert_eq!(bea.count_text("[data-testid=chat-item]", "Chess").await, 0);
    bea.click("[data-testid=bell]").await;
    bea.see_text("[data-testid=notice][data-kind=reply]", "ana").await;
    bea.see_text("[data-testid=notice][data-kind=mention]", "ana").await;
    bea.click(CLOSE).await;
    bea.click_text("[data-testid=chat-item]", RENAMED).await;
}

/// What she writes meanwhile waits, survives a reload and goes out once, in order.
async fn writes_without_a_network(table: &Table) {
    let Table { ana, bea, chidi, .. } = table;
    table.network(false).await;
    bea.see("[data-testid=connection]").await;
    choose(bea, 5, "reply").await;
    bea.say("Butter, too").await;
    bea.say("Written on the train").await;
    bea.see("[data-testid=message][data-state=pending]").await;
    bea.reload().await;
    bea.see_text("[data-testid=message][data-state=pending]", "Written on the train").await;
    bea.see_text("[data-testid=message][data-state=pending]", "Butter, too").await;
    ana.say("Where is she?").await;
    table.network(true).await;
    bea.gone("[data-testid=message][data-state=pending]").await;
    for visitor in [ana, bea, chidi] {
        visitor.see_text("[data-seq='8']", "Where is she?").await;
        visitor.see_text("[data-seq='9'] [data-testid=quote]", "And butter?").await;
        visitor.see_text("[data-seq='9']", "Butter, too").await;
        visitor.see_text("[data-seq='10']", "Written on the train").await;
        assert_eq!(visitor.count_text("[data-testid=message]", "the train").await, 1);
    }
}

/// A group that ended for her meanwhile is gone when she is back.
async fn is_taken_out(table: &Table) {
    let Table { bea, chidi, people, .. } = table;
    table.network(false).await;
    bea.see("[data-testid=connection]").await;
    people[0].remove_member(table.group, people[1].id).await.unwrap();
    chidi.see_text("[data-testid=system-line]", "removed bea").await;
    table.network(true).await;
    bea.see("#conversation[data-kind=ended]").await;
    bea.see_text("#conversation", &format!("no longer in “{RENAMED}”")).await;
    bea.pictures("group-ended").await;
    bea.click("#conversation .button").await;
    bea.see_text("[data-testid=chat-item]", "Picnic").await;
    assert_eq!(bea.count_text("[data-testid=chat-item]", RENAMED).await, 0);
    bea.reload().await;
    bea.see_text("[data-testid=chat-item]", "Picnic").await;
    assert_eq!(bea.count_text("[data-testid=chat-item]", RENAMED).await, 0);
}
