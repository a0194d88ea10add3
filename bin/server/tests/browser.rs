//! The web client in real browsers: separate profiles, a real server, screenshots of every view.
//!
//! The pictures lie in `target/screenshots/` afterwards; look at them.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what a visitor can't do must stop the test, and say where"
)]

#[path = "browser/administration.rs"]
mod administration;
#[path = "browser/away.rs"]
mod away;
#[path = "browser/exporting.rs"]
mod exporting;
#[path = "browser/groups.rs"]
mod groups;
#[path = "browser/joining.rs"]
mod joining;
#[path = "api/kept.rs"]
mod kept;
#[path = "browser/language.rs"]
mod language;
#[path = "browser/letters.rs"]
mod letters;
#[path = "browser/life.rs"]
mod life;
#[path = "browser/long_chat.rs"]
mod long_chat;
#[path = "browser/notifications.rs"]
mod notifications;
#[path = "browser/offline.rs"]
mod offline;
#[path = "browser/people.rs"]
mod people;
#[path = "browser/places.rs"]
mod places;
#[path = "browser/reading.rs"]
mod reading;
#[path = "browser/reporting.rs"]
mod reporting;
#[path = "browser/scrolling.rs"]
mod scrolling;
#[path = "browser/search.rs"]
mod search;
#[path = "browser/settings.rs"]
mod settings;
#[path = "browser/trace.rs"]
mod trace;
#[path = "browser/visitor.rs"]
mod visitor;

use testkit::{Browser, Server};
use visitor::{Visitor, one_at_a_time};

const DESKTOP: (u32, u32) = (1280, 820);
const TABLET: (u32, u32) = (900, 760);
const PHONE: (u32, u32) = (390, 844);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_meet_talk_and_come_back() {
    if !Browser::available() {
        return;
    }
    let _turn = one_at_a_time().await;
    let mut server = Server::sqlite().await;
    let ana = Visitor::arrive(DESKTOP, &server.setup_link().await).await;
    ana.pictures("setup").await;
    ana.sign_up("Ana García", "ana").await;
    ana.see("[data-testid=new-chat]").await;
    ana.pictures("nobody-yet").await;
    let bea = Visitor::arrive(PHONE, &format!("{}/register", server.base())).await;
    bea.pictures("register").await;
    bea.sign_up("Bea Lindqvist", "bea").await;
    let chidi = Visitor::arrive(TABLET, &format!("{}/register", server.base())).await;
    chidi.sign_up("Chidi Okafor", "chidi").await;

    talk_both_ways(&ana, &bea).await;
    group_of_three(&ana, &bea, &chidi).await;
    reload_keeps_everything(&ana).await;
    server_goes_and_comes(&mut server, &ana, &bea).await;
    log_out_and_in(&chidi).await;
    for visitor in [&ana, &bea, &chidi] {
        visitor.assert_no_violations().await;
    }
}

async fn talk_both_ways(ana: &Visitor, bea: &Visitor) {
    ana.click("[data-testid=new-chat]").await;
    ana.fill("[data-testid=people-search]", "bea").await;
    ana.see_text("[data-testid=person]", "Bea Lindqvist").await;
    ana.pictures("new-chat").await;
    ana.click("[data-testid=person]").await;
    ana.see("[data-testid=composer]").await;
    ana.pictures("empty-chat").await;
    ana.say("Are you coming tonight?").await;
    ana.see_text("[data-testid=message][data-own=true]", "Are you coming tonight?").await;

    bea.see_text("[data-testid=chat-item]", "Ana García").await;
    bea.see_text("[data-testid=unread]", "1").await;
    bea.pictures("chat-list").await;
    bea.click("[data-testid=chat-item]").await;
    bea.see_text("[data-testid=message]", "Are you coming tonight?").await;
    bea.assert_fits().await;
    bea.say("Of course. At eight?").await;
    ana.see_text("[data-testid=message][data-own=false]", "Of course. At eight?").await;
    // She has it on her screen: the ticks turn.
    ana.see("[data-testid=message][data-own=true][data-state=read]").await;
    ana.say("At eight, at the long table: https://example.org/cafe").await;
    bea.see_text("[data-testid=message] a", "https://example.org/cafe").await;
    ana.picture("conversation").await;
    bea.picture("conversation").await;
}

async fn group_of_three(ana: &Visitor, bea: &Visitor, chidi: &Visitor) {
    ana.click("[data-testid=new-chat]").await;
    ana.click("[data-testid=create-group]").await;
    ana.fill("[data-testid=group-title]", "Thursday circle").await;
    for (name, full) in [("bea", "Bea Lindqvist"), ("chidi", "Chidi Okafor")] {
        ana.fill("[data-testid=people-search]", name).await;
        ana.see_text("[data-testid=person]", full).await;
        ana.click("[data-testid=person]").await;
    }
    ana.pictures("new-group").await;
    ana.click("[data-testid=create-group]").await;
    ana.is_in("Thursday circle").await;
    ana.say("Welcome, everybody!").await;
    chidi.see_text("[data-testid=chat-item]", "Thursday circle").await;
    chidi.click("[data-testid=chat-item]").await;
    chidi.is_in("Thursday circle").await;
    chidi.see_text("[data-testid=message]", "Welcome, everybody!").await;
    chidi.say("What are we reading?").await;
    ana.see_text("[data-testid=message][data-own=false]", "What are we reading?").await;
    bea.click("[data-testid=back]").await;
    bea.see_text("[data-testid=chat-item]", "Thursday circle").await;
    bea.click("[data-testid=chat-item]").await;
    bea.is_in("Thursday circle").await;
    bea.say("The one about the lighthouse").await;
    for other in [ana, chidi] {
        other.see_text("[data-testid=message]", "The one about the lighthouse").await;
        other.picture("group").await;
    }
    chidi.assert_fits().await;
}

async fn reload_keeps_everything(ana: &Visitor) {
    ana.reload().await;
    for text in ["Welcome, everybody!", "What are we reading?", "The one about the lighthouse"] {
        ana.see_text("[data-testid=message]", text).await;
    }
    ana.click("[data-testid=settings]").await;
    ana.see("[data-testid=logout]").await;
    ana.pictures("settings").await;
    ana.press_escape().await;
}

/// Killed, not stopped: what was typed meanwhile goes out once when it is back.
async fn server_goes_and_comes(server: &mut Server, ana: &Visitor, bea: &Visitor) {
    server.kill9();
    ana.see("[data-testid=connection]").await;
    bea.see("[data-testid=connection]").await;
    bea.say("Written while nobody was there").await;
    bea.see("[data-testid=message][data-state=pending]").await;
    bea.pictures("offline").await;
    server.restart().await;
    ana.see_text("[data-testid=message]", "Written while nobody was there").await;
    bea.gone("[data-testid=message][data-state=pending]").await;
    for visitor in [ana, bea] {
        visitor.reload().await;
        // What is kept in the browser shows first, then what the server says: both hold it once.
        testkit::eventually("the message, once", async || {
            let text = "Written while nobody was there";
            visitor.count_text("[data-testid=message]", text).await == 1
        })
        .await;
    }
}

async fn log_out_and_in(chidi: &Visitor) {
    chidi.click("[data-testid=settings]").await;
    chidi.click("[data-testid=logout]").await;
    chidi.see("[name=login]").await;
    chidi.pictures("login").await;
    chidi.fill("[name=login]", "chidi").await;
    chidi.fill("[name=password]", "not the password").await;
    chidi.click("button[type=submit]").await;
    chidi.see_text(".error", "isn't right").await;
    chidi.pictures("login-wrong").await;
    chidi.fill("[name=password]", visitor::PASSWORD).await;
    chidi.click("button[type=submit]").await;
    chidi.see_text("[data-testid=chat-item]", "Thursday circle").await;
}
