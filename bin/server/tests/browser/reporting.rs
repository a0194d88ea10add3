//! Somebody reports, an administrator decides and tells everybody.

use super::visitor::{Visitor, one_at_a_time};
use super::{DESKTOP, PHONE};
use testkit::{Browser, Server};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_reaches_the_administrators() {
    if !Browser::available() {
        return;
    }
    let _turn = one_at_a_time().await;
    let server = Server::sqlite().await;
    let ana = Visitor::set_up(&server, DESKTOP, "Ana García").await;
    let bea = Visitor::register(&server, DESKTOP, "Bea Lindqvist").await;
    let spammer = server.person("spammer").await;
    let found = spammer.users("bea").await.unwrap().items;
    let chat = spammer.direct(found[0].id).await.unwrap().id;
    spammer.send(chat, "pills", "Buy these wonderful pills, today only!").await.unwrap();

    ana.click("[data-testid=settings]").await;
    ana.click("[data-testid=admin]").await;
    ana.see("[data-testid=admin-reports]").await;

    bea.click("[data-testid=chat-item]").await;
    bea.see_text("[data-testid=message]", "wonderful pills").await;
    bea.press("[data-testid=message-menu]").await;
    bea.see("[data-testid=report-message]").await;
    bea.picture("message-menu-stranger").await;
    bea.click("[data-testid=report-message]").await;
    bea.see_text("[data-testid=report]", "can't read chats").await;
    bea.click("[data-testid=report] [value=spam]").await;
    bea.pictures("report").await;
    bea.fill("[data-testid=report] [name=note]", "I don't know this person.").await;
    bea.click("[data-testid=report-send]").await;
    bea.see_text("#toasts", "Thank you").await;

    ana.see_text("[data-testid=reports-open]", "1").await;
    ana.click("[data-testid=admin-reports]").await;
    ana.see_text("[data-testid=report-card]", "wonderful pills").await;
    ana.pictures("admin-reports").await;
    ana.assert_no_violations().await;
    ana.click("[data-testid=report-resolve]").await;
    ana.gone("[data-testid=report-card]").await;
    ana.gone("[data-testid=reports-open]").await;

    ana.click("[data-testid=admin-announce]").await;
    ana.fill("[name=text]", "The server is away at noon, for an hour.").await;
    ana.click("[data-testid=announce]").await;
    bea.see_text("[data-testid=announcement]", "away at noon").await;
    bea.picture("announcement").await;
    ana.see_text("[data-testid=announced]", "away at noon").await;
    ana.pictures("admin-announce").await;
    bea.click("[data-testid=put-away]").await;
    bea.gone("[data-testid=announcement]").await;
    bea.reload().await;
    bea.see("[data-testid=new-chat]").await;
    bea.gone("[data-testid=announcement]").await;
    let phone = Visitor::device(&server, PHONE, "bea").await;
    phone.see_text("[data-testid=announcement]", "away at noon").await;
    phone.assert_fits().await;
    phone.picture("announcement").await;
    for visitor in [&ana, &bea, &phone] {
        visitor.assert_no_violations().await;
    }
}
