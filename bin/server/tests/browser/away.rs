//! Groups are run while somebody has no network: who may write and how often, who owns them, who came by a link,
//! who was let in or kept out, and what one chose for oneself on another device.

use super::visitor::{PHONE, Visitor, one_at_a_time};
use serde_json::{Value, json};
use testkit::{Browser, PASSWORD, Person, Proxy, Server};
use wire::{JoinCode, Role};

const GROUP: &str = "Thursday circle";
const DETAILS: &str = ".chat-head > [data-testid=details]";
const CHAT: &str = "[data-testid=chat-item]";

/// Bea is at her phone; the others need no browser.
struct Away {
    server: Server,
    proxy: Proxy,
    ana: Person,
    chidi: Person,
    bea: Visitor,
    beas: Person,
    group: i64,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn groups_were_run_meanwhile() {
    if !Browser::available() {
        return;
    }
    let _turn = one_at_a_time().await;
    let away = begun().await;
    only_admins_write(&away).await;
    slow_mode_begins(&away).await;
    people_come_and_rise(&away).await;
    kept_out_and_let_in(&away).await;
    chosen_on_another_device(&away).await;
    read_on_another_device(&away).await;
    away.bea.assert_no_violations().await;
    away.bea.assert_fits().await;
}

async fn begun() -> Away {
    let server = Server::sqlite().await;
    let proxy = Proxy::to(server.port()).await;
    let [ana, beas, chidi] = server.people(["ana", "bea", "chidi"]).await;
    let group = ana.group(GROUP, &[beas.id, chidi.id]).await.unwrap().id;
    ana.send(group, "first", "Shall we meet at eight?").await.unwrap();
    let bea = Visitor::arrive(PHONE, &format!("{}/login", proxy.base())).await;
    bea.log_in("bea", PASSWORD).await;
    bea.click_text(CHAT, GROUP).await;
    bea.is_in(GROUP).await;
    bea.see_text("[data-seq='1']", "at eight").await;
    Away { server, proxy, ana, chidi, bea, beas, group }
}

impl Away {
    async fn leaves(&self) {
        self.proxy.go_down();
        self.bea.offline(true).await;
        self.bea.see("[data-testid=connection]").await;
    }

    async fn returns(&self) {
        self.proxy.go_on();
        self.bea.offline(false).await;
    }
}

/// Asks for something that has no name of its own here.
async fn ask(who: &Person, method: &str, path: &str, body: Value) -> Value {
    let raw = who.request(method, path, Some(body)).await.unwrap();
    assert!(raw.status < 300, "{method} {path}: {}", raw.status);
    raw.body
}

/// Whoever is told by the server alone may not write, live and after a reload; and may again.
async fn only_admins_write(away: &Away) {
    let Away { ana, bea, group, .. } = away;
    away.leaves().await;
    ana.edit_group(*group, json!({"settings": {"who_may_write": "admins"}})).await.unwrap();
    away.returns().await;
    bea.see("[data-testid=shut][data-kind=admins]").await;
    bea.reload().await;
    bea.see("[data-testid=shut][data-kind=admins]").await;
    away.leaves().await;
    ana.edit_group(*group, json!({"settings": {"who_may_write": "everyone"}})).await.unwrap();
    away.returns().await;
    bea.is_in(GROUP).await;
    bea.gone("[data-testid=shut]").await;
}

/// What waited for the network goes out, and the next message waits its time.
async fn slow_mode_begins(away: &Away) {
    let Away { ana, bea, group, .. } = away;
    away.leaves().await;
    ana.edit_group(*group, json!({"settings": {"slow_mode_s": 300}})).await.unwrap();
    bea.say("Written before I knew").await;
    bea.see("[data-testid=message][data-state=pending]").await;
    away.returns().await;
    bea.gone("[data-testid=message][data-state=pending]").await;
    bea.see_text("[data-seq='2']", "before I knew").await;
    bea.see_text("[data-testid=slow]", "Slow mode").await;
    bea.say("And one more").await;
    assert_eq!(bea.value("[data-testid=composer]").await, "And one more", "what is typed stays");
    away.leaves().await;
    ana.edit_group(*group, json!({"settings": {"slow_mode_s": 0}})).await.unwrap();
    away.returns().await;
    bea.gone("[data-testid=slow]:not([hidden])").await;
    bea.click("[data-testid=send]").await;
    bea.see_text("[data-seq='3']", "And one more").await;
}

/// The group belongs to another, and somebody is in it who came by a link.
async fn people_come_and_rise(away: &Away) {
    let Away { server, ana, chidi, bea, group, .. } = away;
    away.leaves().await;
    ana.set_role(*group, chidi.id, Role::Owner).await.unwrap();
    let code = ask(chidi, "POST", &format!("/chats/{group}/join-codes"), json!({})).await;
    let code: JoinCode = serde_json::from_value(code).unwrap();
    let eve = server.person("eve").await;
    ask(&eve, "POST", "/join", json!({"code": code.code})).await;
    eve.send(*group, "hello", "Hello from the link").await.unwrap();
    away.returns().await;
    for round in 0..2 {
        bea.see_text("[data-testid=system-line]", "handed the group over to chidi").await;
        bea.see_text("[data-testid=system-line]", "eve joined").await;
        bea.see_text("[data-seq='4']", "Hello from the link").await;
        bea.click(DETAILS).await;
        bea.see(&format!("[data-user='{}'][data-role=owner]", chidi.id)).await;
        bea.see(&format!("[data-user='{}'][data-role=admin]", ana.id)).await;
        bea.see(&format!("[data-testid=member][data-user='{}']", eve.id)).await;
        bea.click("#drawer .dialog-head button").await;
        if round == 0 {
            bea.reload().await;
            bea.is_in(GROUP).await;
        }
    }
}

/// She asked to come into one group and is in it; another she may not enter any more.
async fn kept_out_and_let_in(away: &Away) {
    let Away { ana, bea, beas, .. } = away;
    let chess = ana.group("Chess", &[beas.id]).await.unwrap().id;
    let choir = ana.group("Choir", &[]).await.unwrap().id;
    let codes = format!("/chats/{choir}/join-codes");
    let code = ask(ana, "POST", &codes, json!({"approval": true})).await;
    bea.click("[data-testid=back]").await;
    bea.see_text(CHAT, "Chess").await;
    ask(beas, "POST", "/join", json!({"code": code["code"]})).await;
    away.leaves().await;
    ana.ban(chess, beas.id).await.unwrap();
    let answer = format!("/chats/{choir}/join-requests/{}", beas.id);
    ask(ana, "PUT", &answer, json!({"answer": "accept"})).await;
    ana.send(choir, "welcome", "Welcome to the choir").await.unwrap();
    away.returns().await;
    for round in 0..2 {
        bea.see_text(CHAT, "Choir").await;
        bea.see_text(".chat-preview", "Welcome to the choir").await;
        assert_eq!(bea.count_text(CHAT, "Chess").await, 0);
        if round == 0 {
            bea.reload().await;
        }
    }
}

/// Pinned, silent and put away on another of her devices.
async fn chosen_on_another_device(away: &Away) {
    let Away { ana, bea, beas, group, .. } = away;
    let picnic = ana.group("Picnic", &[beas.id]).await.unwrap().id;
    bea.see_text(CHAT, "Picnic").await;
    away.leaves().await;
    ask(beas, "PATCH", &format!("/chats/{group}/kept"), json!({"pinned": true})).await;
    ask(beas, "PATCH", &format!("/chats/{picnic}/kept"), json!({"archived": true})).await;
    ask(beas, "PUT", &format!("/chats/{group}/mute"), json!({"until": null})).await;
    away.returns().await;
    for round in 0..2 {
        bea.see(".chat-item .icon-pin").await;
        bea.see(".chat-item .icon-bell-off").await;
        bea.see_text("[data-testid=archive]", "1").await;
        assert_eq!(bea.count_text(CHAT, "Picnic").await, 0);
        if round == 0 {
            bea.pictures("away-list").await;
            bea.reload().await;
        }
    }
}

/// She keeps to herself what she reads: her own phone hears of it even so, once it has a network.
async fn read_on_another_device(away: &Away) {
    let Away { ana, bea, beas, group, .. } = away;
    ask(beas, "PUT", "/users/me/privacy", json!({"read_receipts": false})).await;
    ana.send(*group, "late", "Is anybody there?").await.unwrap();
    ana.send(*group, "later", "Who has the key?").await.unwrap();
    let badge = format!("[href='/c/{group}'] [data-testid=unread]");
    bea.see_text(&badge, "2").await;
    let newest = beas.chat(*group).await.unwrap().last_seq;
    for seq in [newest - 1, newest] {
        away.leaves().await;
        beas.read(*group, seq).await.unwrap();
        away.returns().await;
        if seq < newest {
            bea.see_text(&badge, "1").await;
        } else {
            bea.gone(&badge).await;
        }
    }
    bea.reload().await;
    bea.see_text(".chat-preview", "the key").await;
    bea.gone(&badge).await;
}
