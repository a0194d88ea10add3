//! The bell, its list on two devices, mutes and settings, in real browsers.

use crate::visitor::{DESKTOP, Visitor, one_at_a_time, two};
use serde_json::json;
use testkit::{Browser, Server, eventually};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_are_notified_and_left_alone() {
    if !Browser::available() {
        return;
    }
    let _turn = one_at_a_time().await;
    let server = Server::sqlite().await;
    let (ana, bea) = two(&server).await;
    bea.click("[data-testid=bell]").await;
    bea.see("[data-testid=notices] .empty").await;
    bea.pictures("notices-none").await;
    bea.press_escape().await;

    ana.begin_chat("Bea Lindqvist").await;
    ana.say("Are you there, @bea?").await;
    let laptop = mentioned_and_read_elsewhere(&ana, &bea, &server).await;
    friends_from_the_list(&ana, &laptop).await;
    muted(&ana, &laptop).await;
    settings(&laptop).await;
    pushed(&laptop, &server.base()).await;
    for visitor in [&ana, &bea, &laptop] {
        visitor.assert_no_violations().await;
    }
}

/// The service worker shows what is pushed, one notification per chat. The push itself comes from the
/// browser's own tools: there is no push service here.
async fn pushed(laptop: &Visitor, origin: &str) {
    let allow = json!({"origin": origin, "permissions": ["notifications"]});
    laptop.devtools("Browser.grantPermissions", allow).await;
    laptop.devtools("ServiceWorker.enable", json!({})).await;
    laptop.ask("navigator.serviceWorker.ready.then(() => arguments[0](true))").await;
    let message = json!({"kind": "message", "chat_id": 1, "seq": 9, "from": "Ana García",
        "title": null, "text": "Good evening"});
    let notice = json!({"kind": "notice", "notice": "friend_request", "from": "Chidi"});
    for told in [message.clone(), message, notice] {
        let push = json!({"origin": format!("{origin}/"), "registrationId": "0", "data": told.to_string()});
        laptop.devtools("ServiceWorker.deliverPushMessage", push).await;
    }
    let script = "navigator.serviceWorker.getRegistration().then((r) => r.getNotifications())\
        .then((all) => arguments[0](all.map((one) => [one.title, one.body, one.tag])))";
    let mut shown = serde_json::Value::Null;
    eventually("notifications", async || {
        shown = laptop.ask(script).await;
        shown.as_array().is_some_and(|all| all.len() >= 2)
    })
    .await;
    let want = json!([
        ["Ana García", "Good evening", "chat-1"],
        ["Tertulia", "Chidi wants to be friends", "notice-friend_request"],
    ]);
    assert_eq!(shown, want);
}

/// Read on the laptop, the counter goes on the phone too.
async fn mentioned_and_read_elsewhere(ana: &Visitor, bea: &Visitor, server: &Server) -> Visitor {
    bea.see_text("[data-testid=unread-notices]", "1").await;
    bea.pictures("bell").await;
    bea.assert_fits().await;
    let laptop = Visitor::device(server, DESKTOP, "bea").await;
    bea.see_text("[data-testid=unread-notices]", "2").await;
    laptop.see_text("[data-testid=unread-notices]", "2").await;
    laptop.click("[data-testid=bell]").await;
    laptop.see_text("[data-testid=notice][data-kind=mention]", "Ana García mentioned you").await;
    laptop.see_text("[data-testid=notice][data-kind=security]", "New sign-in").await;
    laptop.picture("notices").await;
    bea.gone("[data-testid=unread-notices]:not([hidden])").await;
    bea.click("[data-testid=bell]").await;
    bea.see_text("[data-testid=notice][data-read=true]", "mentioned you").await;
    bea.picture("notices").await;
    bea.assert_fits().await;
    bea.press_escape().await;
    laptop.click("[data-testid=notice][data-kind=mention]").await;
    laptop.see_text("[data-testid=message]", "Are you there, @bea?").await;
    ana.see("[data-testid=message][data-own=true][data-state=read]").await;
    laptop
}

async fn friends_from_the_list(ana: &Visitor, laptop: &Visitor) {
    ana.click("[data-testid=details]").await;
    ana.click("[data-testid=befriend]").await;
    laptop.see_text("[data-testid=unread-notices]", "1").await;
    laptop.click("[data-testid=bell]").await;
    laptop.see("[data-testid=notice] [data-testid=accept]").await;
    laptop.pictures("notices-request").await;
    laptop.click("[data-testid=notice] [data-testid=accept]").await;
    laptop.gone("[data-testid=notice] [data-testid=accept]").await;
    laptop.press_escape().await;
    ana.see_text("[data-testid=unread-notices]", "1").await;
    ana.see_text("[data-testid=standing]", "Friends since").await;
}

async fn muted(ana: &Visitor, laptop: &Visitor) {
    laptop.click("[data-testid=details]").await;
    laptop.click("[data-testid=mute]").await;
    laptop.see("[data-testid=mute-8]").await;
    laptop.pictures("mute").await;
    laptop.click("[data-testid=mute-ever]").await;
    laptop.see("[data-testid=unmute]").await;
    laptop.see("[data-testid=chat-item] .icon-bell-off").await;
    laptop.pictures("muted").await;
    laptop.reload().await;
    laptop.see("[data-testid=chat-item] .icon-bell-off").await;
    ana.say("Nobody hears this").await;
    laptop.see_text("[data-testid=message]", "Nobody hears this").await;
    laptop.click("[data-testid=details]").await;
    laptop.click("[data-testid=unmute]").await;
    laptop.gone("[data-testid=chat-item] .icon-bell-off").await;
}

async fn settings(laptop: &Visitor) {
    laptop.click("[data-testid=settings]").await;
    laptop.click("[data-testid=notification-settings]").await;
    laptop.click("[data-testid=set-dnd]").await;
    laptop.see("[data-testid=set-from]").await;
    laptop.click("[data-testid=set-sounds]").await;
    assert_eq!(
        laptop.count_text("[data-testid=set-digest]", "").await,
        0,
        "no letters are sent here"
    );
    laptop.pictures("settings-notifications").await;
    laptop.press_escape().await;
    laptop.press_escape().await;
    laptop.reload().await;
    laptop.see("[data-testid=chat-item]").await;
    laptop.click("[data-testid=settings]").await;
    laptop.click("[data-testid=notification-settings]").await;
    laptop.see("[data-testid=set-dnd]:checked").await;
    laptop.see("[data-testid=set-sounds]:checked").await;
    laptop.see("[data-testid=set-from]").await;
}
