//! What happens to messages after they were written, seen live by the other and again after a reload.

use super::visitor::{Visitor, one_at_a_time};
use super::{DESKTOP, PHONE};
use testkit::{Browser, Server};

const LAST: &str = "[data-testid=message]:last-of-type";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_live_on() {
    if !Browser::available() {
        return;
    }
    let _turn = one_at_a_time().await;
    let server = Server::sqlite().await;
    let register = format!("{}/register", server.base());
    let ana = Visitor::arrive(DESKTOP, &register).await;
    ana.sign_up("Ana García", "ana").await;
    let bea = Visitor::arrive(PHONE, &register).await;
    bea.sign_up("Bea Lindqvist", "bea").await;
    ana.click("[data-testid=new-chat]").await;
    ana.fill("[data-testid=people-search]", "bea").await;
    ana.click("[data-testid=person]").await;
    ana.say("Shall we meet at sevn?").await;
    bea.click("[data-testid=chat-item]").await;
    bea.see_text("[data-testid=message]", "at sevn").await;

    edited(&ana, &bea).await;
    reacted(&ana, &bea).await;
    answered(&ana, &bea).await;
    pinned(&ana, &bea).await;
    for visitor in [&ana, &bea] {
        visitor.reload().await;
        visitor.see_text("[data-testid=message]", "at seven").await;
        visitor.see_text("[data-testid=reaction]", "👍").await;
        visitor.see_text("[data-testid=quote]", "at seven").await;
        visitor.see_text("[data-testid=pins]", "at seven").await;
    }
    deleted(&ana, &bea).await;
    for visitor in [&ana, &bea] {
        visitor.assert_no_violations().await;
    }
}

/// Opens the menu of a message and chooses.
async fn choose(visitor: &Visitor, message: &str, what: &str) {
    visitor.press(&format!("{message} [data-testid=message-menu]")).await;
    visitor.click(&format!(".menu [data-testid={what}]")).await;
}

async fn edited(ana: &Visitor, bea: &Visitor) {
    ana.press(&format!("{LAST} [data-testid=message-menu]")).await;
    ana.see(".menu [data-testid=edit]").await;
    ana.picture("own-message-menu").await;
    ana.click(".menu [data-testid=edit]").await;
    ana.see_text("[data-testid=writing-to]", "Edit message").await;
    ana.picture("editing").await;
    ana.fill("[data-testid=composer]", "").await;
    ana.say("Shall we meet at seven?").await;
    bea.see_text("[data-testid=message]", "at seven").await;
    bea.see("[data-testid=edited]").await;
    bea.click("[data-testid=edited]").await;
    bea.see_text("[data-testid=versions]", "at sevn").await;
    bea.picture("versions").await;
    bea.press_escape().await;
    bea.gone("[data-testid=versions]").await;
}

async fn reacted(ana: &Visitor, bea: &Visitor) {
    bea.press("[data-testid=message] [data-testid=message-menu]").await;
    bea.see("[data-testid=quick-reaction]").await;
    bea.picture("reacting").await;
    bea.click("[data-testid=quick-reaction]").await;
    ana.see_text("[data-testid=reaction]", "1").await;
    ana.click("[data-testid=reaction]").await;
    bea.see_text("[data-testid=reaction][aria-pressed=true]", "2").await;
    choose(ana, "[data-testid=message]", "reacted").await;
    ana.see_text("[data-testid=reacted]", "Bea Lindqvist").await;
    ana.picture("reacted").await;
    ana.press_escape().await;
    ana.click("[data-testid=reaction]").await;
    bea.see_text("[data-testid=reaction]", "1").await;
}

async fn answered(ana: &Visitor, bea: &Visitor) {
    choose(bea, "[data-testid=message]", "reply").await;
    bea.see_text("[data-testid=writing-to]", "Ana García").await;
    bea.picture("replying").await;
    bea.say("Gladly, at the long table").await;
    ana.see_text("[data-testid=quote]", "at seven").await;
    ana.click("[data-testid=quote]").await;
    ana.see(".message.is-found").await;
    choose(ana, "[data-own=true]", "readers").await;
    ana.see_text("[data-testid=readers]", "Bea Lindqvist").await;
    ana.picture("readers").await;
    ana.press_escape().await;
}

async fn pinned(ana: &Visitor, bea: &Visitor) {
    choose(ana, "[data-own=true]", "pin").await;
    bea.see_text("[data-testid=pins]", "at seven").await;
    ana.see_text("[data-testid=pins]", "at seven").await;
    for visitor in [ana, bea] {
        visitor.picture("message-life").await;
        visitor.assert_fits().await;
    }
}

async fn deleted(ana: &Visitor, bea: &Visitor) {
    choose(ana, "[data-own=true]", "delete").await;
    ana.see("[data-testid=delete-for-all]").await;
    ana.picture("delete-asked-message").await;
    ana.click("[data-testid=delete-for-all]").await;
    bea.see_text("[data-testid=message]", "was deleted").await;
    bea.see_text("[data-testid=quote]", "was deleted").await;
    bea.gone("[data-testid=reaction]").await;
    assert_eq!(bea.count_text("body", "at seven").await, 0, "nothing of it is left");
    bea.picture("message-deleted").await;
    choose(bea, "[data-own=true]", "delete").await;
    bea.click("[data-testid=delete-for-me]").await;
    bea.gone("[data-own=true]").await;
    ana.see_text("[data-testid=message]", "at the long table").await;
    for visitor in [ana, bea] {
        visitor.reload().await;
        visitor.see_text("[data-testid=message]", "was deleted").await;
    }
    bea.gone("[data-own=true]").await;
}
