//! What one keeps of chats: pinned, put away, marked, begun; and the chat with oneself.

use super::visitor::{Visitor, one_at_a_time};
use super::{DESKTOP, PHONE};
use testkit::{Browser, Server};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn places_and_drafts_are_kept_on_all_devices() {
    if !Browser::available() {
        return;
    }
    let _turn = one_at_a_time().await;
    let server = Server::sqlite().await;
    let (ana, phone, bea) = three(&server).await;
    ana.menu_of_chat("Bea").await;
    ana.pictures("kept-menu").await;
    ana.press("[data-testid=pin-chat]").await;
    phone.see(".chat-item .icon-pin").await;
    ana.click(".chat-item").await;
    ana.fill("[data-testid=composer]", "dear Bea, I wanted to").await;
    phone.see_text(".chat-preview", "dear Bea, I wanted to").await;
    phone.pictures("kept-draft").await;
    phone.click(".chat-item").await;
    phone.is_in("Bea").await;
    assert_eq!(phone.value("[data-testid=composer]").await, "dear Bea, I wanted to");
    ana.say("say hello").await;
    phone.see_text("[data-testid=message]", "say hello").await;
    phone.goto(&server.base()).await;
    phone.menu_of_chat("Bea").await;
    phone.press("[data-testid=archive-chat]").await;
    ana.see_text("[data-testid=archive]", "1").await;
    ana.pictures("kept-archive").await;
    bea.say("are you there?").await;
    // What is new brings it back.
    ana.gone("[data-testid=archive]").await;
    saved(&ana, &phone).await;
    for visitor in [&ana, &phone, &bea] {
        visitor.assert_no_violations().await;
    }
}

/// Ana at a desk and with a phone, Bea, and their chat, which is open at Bea's.
async fn three(server: &Server) -> (Visitor, Visitor, Visitor) {
    let ana = Visitor::register(server, DESKTOP, "Ana García").await;
    let bea = Visitor::register(server, DESKTOP, "Bea Lindqvist").await;
    bea.begin_chat("Ana García").await;
    bea.say("good evening").await;
    let phone = Visitor::device(server, PHONE, "ana").await;
    phone.see_text(".chat-item", "Bea").await;
    (ana, phone, bea)
}

/// What Ana keeps for herself is there on her phone.
async fn saved(ana: &Visitor, phone: &Visitor) {
    ana.click("[data-testid=new-chat]").await;
    ana.click("[data-testid=saved-messages]").await;
    ana.is_in("Saved messages").await;
    ana.say("milk and bread").await;
    ana.see_text("[data-testid=message]", "milk and bread").await;
    ana.pictures("kept-saved").await;
    phone.see_text(".chat-item", "Saved messages").await;
    phone.see_text(".chat-preview", "milk and bread").await;
}
