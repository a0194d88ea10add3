//! An administrator who lets people in by invitation, and those who come.

use super::visitor::Visitor;
use super::{DESKTOP, PHONE};
use testkit::{Browser, Server};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_join_by_invitation() {
    if !Browser::available() {
        return;
    }
    let server = Server::sqlite().await;
    let ana = Visitor::arrive(DESKTOP, &server.setup_link().await).await;
    ana.sign_up("Ana García", "ana").await;
    ana.click("[data-testid=settings]").await;
    ana.click("[data-testid=admin]").await;
    ana.click("[data-testid=admin-joining]").await;
    ana.click("[data-testid=mode-invite]").await;
    ana.see_text("#toasts", "Changed").await;
    ana.pictures("admin-joining").await;
    ana.click("[data-testid=admin-invite]").await;
    ana.fill("dialog [name=note]", "For the book club").await;
    ana.click("[data-testid=invite-make]").await;
    ana.see("[data-testid=invite-link]").await;
    ana.see_text("[data-testid=invitation]", "For the book club").await;
    ana.pictures("invite").await;
    let link = ana.value("[data-testid=invite-link]").await;

    let eve = Visitor::arrive(PHONE, &format!("{}/register", server.base())).await;
    eve.see_text("[data-testid=needs-invitation]", "People join by invitation").await;
    eve.pictures("needs-invitation").await;

    let bea = Visitor::arrive(PHONE, &link).await;
    bea.see_text("[data-testid=invited]", "You are invited").await;
    bea.pictures("invited").await;
    bea.sign_up("Bea Lindqvist", "bea").await;

    let late = Visitor::arrive(PHONE, &link).await;
    late.see_text("[data-testid=bad-invitation]", "can't be used any more").await;
    ana.press_escape().await;
    ana.reload().await;
    ana.see_text("[data-testid=invitation][data-state=used]", "1 of 1 came").await;
    for visitor in [&ana, &bea, &eve, &late] {
        visitor.assert_no_violations().await;
        visitor.assert_fits().await;
    }
}
