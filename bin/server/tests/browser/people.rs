//! Friends, requests and blocks in real browsers, seen live on the other's screen.

use crate::visitor::{Visitor, one_at_a_time, two};
use testkit::{Browser, Server};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_become_friends_and_block() {
    if !Browser::available() {
        return;
    }
    let _turn = one_at_a_time().await;
    let server = Server::sqlite().await;
    let (ana, bea) = two(&server).await;
    ana.click("[data-testid=contacts]").await;
    ana.see("[data-testid=people]").await;
    ana.pictures("people-nobody").await;
    ana.press_escape().await;
    ana.begin_chat("Bea Lindqvist").await;
    ana.say("Hello Bea").await;

    request_and_accept(&ana, &bea).await;
    block_and_unblock(&ana, &bea).await;
    for visitor in [&ana, &bea] {
        visitor.assert_no_violations().await;
    }
}

async fn request_and_accept(ana: &Visitor, bea: &Visitor) {
    ana.click("[data-testid=details]").await;
    ana.click("[data-testid=befriend]").await;
    ana.see_text("[data-testid=standing]", "Friend request sent").await;
    ana.pictures("request-sent").await;
    bea.see_text("[data-testid=contacts] .badge", "1").await;
    bea.pictures("request-waits").await;
    bea.click("[data-testid=contacts]").await;
    bea.see_text("[data-testid=contact]", "Ana García").await;
    bea.pictures("request").await;
    bea.click("[data-testid=accept]").await;
    bea.click("[data-testid=tab-friends]").await;
    bea.see_text("[data-testid=friend]", "Ana García").await;
    bea.assert_fits().await;
    bea.pictures("friends").await;
    bea.click("[data-testid=friend]").await;
    bea.see_text("[data-testid=message]", "Hello Bea").await;
    ana.see_text("[data-testid=standing]", "Friends since").await;
    ana.pictures("friend").await;
}

async fn block_and_unblock(ana: &Visitor, bea: &Visitor) {
    ana.click("[data-testid=block]").await;
    ana.see("[data-testid=blocked-bar]").await;
    ana.pictures("blocked").await;
    bea.say("Are you there?").await;
    bea.see("[data-testid=message][data-state=failed]").await;
    bea.see_text(".failure", "takes no messages").await;
    bea.pictures("not-accepted").await;
    ana.reload().await;
    ana.see("[data-testid=blocked-bar]").await;
    ana.click("[data-testid=contacts]").await;
    ana.click("[data-testid=tab-blocked]").await;
    ana.see_text("[data-testid=contact]", "Bea Lindqvist").await;
    ana.pictures("blocked-people").await;
    ana.click("[data-testid=unblock]").await;
    ana.press_escape().await;
    ana.see("[data-testid=composer]").await;
    bea.click("[data-testid=retry]").await;
    ana.see_text("[data-testid=message]", "Are you there?").await;
}
