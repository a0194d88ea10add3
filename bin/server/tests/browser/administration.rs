//! An administrator and somebody who is shut out, each at a browser.

use super::visitor::Visitor;
use super::{DESKTOP, PHONE};
use testkit::{Browser, Server};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_shuts_somebody_out() {
    if !Browser::available() {
        return;
    }
    let server = Server::sqlite().await;
    let ana = Visitor::arrive(DESKTOP, &server.setup_link().await).await;
    ana.sign_up("Ana García", "ana").await;
    let bea = Visitor::arrive(PHONE, &format!("{}/register", server.base())).await;
    bea.sign_up("Bea Lindqvist", "bea").await;
    for n in 1..=4 {
        server.person(&format!("guest{n}")).await;
    }

    ana.click("[data-testid=settings]").await;
    ana.click("[data-testid=admin]").await;
    ana.see_text("[data-testid=admin-user]", "Bea Lindqvist").await;
    ana.pictures("admin-users").await;
    ana.fill("[data-testid=admin-search]", "be").await;
    ana.gone("[data-testid=admin-user][data-username=guest1]").await;
    ana.click("[data-testid=admin-user][data-username=bea]").await;
    ana.see("[data-testid=admin-suspend]").await;
    ana.pictures("admin-user").await;
    ana.click("[data-testid=admin-suspend]").await;
    ana.see_text("[data-testid=admin-details]", "They are logged out everywhere").await;
    ana.click("[data-testid=admin-suspend-yes]").await;

    // Her screen says so at once, and the door does afterwards.
    bea.see_text("#notice", "Your account was suspended").await;
    bea.pictures("suspended").await;
    bea.fill("[name=login]", "bea").await;
    bea.fill("[name=password]", super::visitor::PASSWORD).await;
    bea.click("button[type=submit]").await;
    bea.see_text(".error", "This account is suspended").await;
    ana.click("[data-testid=admin-restore]").await;
    ana.see("[data-testid=admin-suspend]").await;
    ana.press_escape().await;
    bea.click("button[type=submit]").await;
    bea.see("[data-testid=new-chat]").await;

    makes_an_account(&ana).await;
    reads_the_statistics(&ana).await;
    ana.click("[data-testid=admin-back]").await;
    ana.see("[data-testid=new-chat]").await;
    let phone = on_a_phone(&server).await;
    for visitor in [&ana, &bea, &phone] {
        visitor.assert_no_violations().await;
    }
}

async fn makes_an_account(ana: &Visitor) {
    ana.click("[data-testid=admin-new-user]").await;
    ana.pictures("admin-new-user").await;
    ana.fill("dialog [name=display_name]", "Chidi Okafor").await;
    ana.fill("dialog [name=username]", "chidi").await;
    ana.fill("dialog [name=email]", "chidi@example.org").await;
    ana.fill("dialog [name=password]", super::visitor::PASSWORD).await;
    ana.click("dialog button[type=submit]").await;
    ana.gone("dialog").await;
    ana.click("[data-testid=admin-audit]").await;
    ana.see_text("[data-action='user.create']", "@chidi").await;
    ana.see_text("[data-action='user.suspend']", "@ana suspended @bea").await;
    ana.pictures("admin-audit").await;
    ana.reload().await;
    ana.see_text("[data-action='user.restore']", "@bea").await;
}

/// Six people came, one was made; Ana and Bea are there.
async fn reads_the_statistics(ana: &Visitor) {
    ana.click("[data-testid=admin-statistics]").await;
    ana.see_text("[data-testid=stat-people] dd", "7").await;
    ana.see_text("[data-testid=stat-online] dd", "2").await;
    ana.see_text("[data-testid=chart-registered] figcaption", "7").await;
    ana.see("[data-testid=chart-messages] svg").await;
    ana.pictures("admin-statistics").await;
    ana.click("[data-testid=stat-days-7]").await;
    ana.see("[data-testid=chart-messages][data-days='7']").await;
    ana.click("[data-testid=stat-days-90]").await;
    ana.see("[data-testid=chart-messages][data-days='90']").await;
    ana.pictures("admin-statistics-90").await;
    ana.assert_fits().await;
}

async fn on_a_phone(server: &Server) -> Visitor {
    let phone = Visitor::device(server, PHONE, "ana").await;
    phone.click("[data-testid=settings]").await;
    phone.click("[data-testid=admin]").await;
    phone.see_text("[data-testid=admin-user]", "Bea Lindqvist").await;
    phone.assert_fits().await;
    phone.click("[data-testid=admin-user][data-username=bea]").await;
    phone.see("[data-testid=admin-suspend]").await;
    phone.press_escape().await;
    phone.click("[data-testid=admin-audit]").await;
    phone.see("[data-testid=audit-entry]").await;
    phone.assert_fits().await;
    phone.click("[data-testid=admin-statistics]").await;
    phone.see_text("[data-testid=stat-people] dd", "7").await;
    phone.see("[data-testid=chart-messages] svg").await;
    phone.assert_fits().await;
    phone
}
