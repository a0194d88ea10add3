//! A forgotten password and another address, with the letters that really came.

use crate::visitor::{PASSWORD, Visitor, one_at_a_time};
use testkit::{Browser, Options, Server, Smtp};

const DESKTOP: (u32, u32) = (1280, 820);
const PHONE: (u32, u32) = (390, 844);
const NEW: &str = "walnut shutter canal 4";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn letters_lead_back_in() {
    if !Browser::available() {
        return;
    }
    let _turn = one_at_a_time().await;
    let smtp = Smtp::start().await;
    let server = Server::start(Options::default().mailing(&smtp)).await;
    let ana = Visitor::arrive(DESKTOP, &server.setup_link().await).await;
    ana.sign_up("Ana García", "ana").await;
    let bea = Visitor::arrive(PHONE, &format!("{}/register", server.base())).await;
    bea.sign_up("Bea Lindqvist", "bea").await;

    forgets(&bea, &smtp).await;
    changes_both(&bea, &server.base(), &smtp).await;
    administers(&ana, &smtp).await;
    for visitor in [&ana, &bea] {
        visitor.assert_no_violations().await;
    }
}

async fn forgets(bea: &Visitor, smtp: &Smtp) {
    bea.click("[data-testid=settings]").await;
    bea.click("[data-testid=logout]").await;
    bea.picture("login-with-mail").await;
    bea.click("[data-testid=forgot]").await;
    bea.see("[name=email]").await;
    bea.picture("forgot").await;
    bea.fill("[name=email]", "bea@example.org").await;
    bea.click("button[type=submit]").await;
    bea.see_text("#notice", "a letter is on its way").await;
    bea.picture("forgot-sent").await;
    let letter = smtp.letter(1).await;
    bea.goto(&letter.link()).await;
    bea.fill("[name=password]", "short").await;
    bea.click("button[type=submit]").await;
    bea.see_text(".error", "at least 8 characters").await;
    bea.picture("reset").await;
    bea.assert_fits().await;
    assert!(!bea.address().await.contains('#'), "what opens is not left lying about");
    bea.fill("[name=password]", NEW).await;
    bea.click("button[type=submit]").await;
    bea.see_text("#notice", "Your password is changed").await;
    bea.fill("[name=login]", "bea").await;
    bea.fill("[name=password]", NEW).await;
    bea.click("button[type=submit]").await;
    bea.see("[data-testid=new-chat]").await;
    smtp.letter(2).await;
    // The link of before leads nowhere any more, and says so.
    bea.goto(&letter.link()).await;
    bea.fill("[name=password]", PASSWORD).await;
    bea.click("button[type=submit]").await;
    bea.see_text(".error", "doesn't work").await;
}

async fn changes_both(bea: &Visitor, base: &str, smtp: &Smtp) {
    bea.goto(base).await;
    bea.click("[data-testid=settings]").await;
    bea.click("[data-testid=settings-account]").await;
    bea.see_text("[data-testid=email-now]", "not confirmed").await;
    bea.fill("[name=email]", "bea@example.com").await;
    bea.fill("[name=email_password]", PASSWORD).await;
    bea.click("[data-testid=change-email]").await;
    bea.see_text(".form-outcome", "isn't").await;
    bea.fill("[name=email_password]", NEW).await;
    bea.click("[data-testid=change-email]").await;
    bea.see_text("[data-testid=pending-email]", "bea@example.com").await;
    bea.fill("[name=old_password]", NEW).await;
    bea.fill("[name=new_password]", PASSWORD).await;
    bea.picture("account-page").await;
    bea.click("[data-testid=change-password]").await;
    bea.see_text(".form-outcome", "Changed").await;
    bea.assert_fits().await;
    smtp.letter(5).await;
    let letters = smtp.letters();
    let link = letters.iter().find(|letter| letter.to == ["bea@example.com"]).unwrap().link();
    bea.goto(&link).await;
    bea.see("button[type=submit]").await;
    bea.picture("confirm").await;
    bea.click("button[type=submit]").await;
    bea.see_text("#notice", "confirmed").await;
    bea.goto(base).await;
    bea.click("[data-testid=settings]").await;
    bea.click("[data-testid=settings-account]").await;
    bea.see_text("[data-testid=email-now]", "bea@example.com").await;
    bea.press_escape().await;
}

async fn administers(ana: &Visitor, smtp: &Smtp) {
    smtp.reject(1);
    let sent = smtp.letters().len();
    ana.click("[data-testid=settings]").await;
    ana.click("[data-testid=admin]").await;
    ana.click("[data-testid=admin-user][data-username=bea]").await;
    ana.click("[data-testid=admin-reset]").await;
    ana.see("[data-testid=admin-reset-show]").await;
    ana.click("[data-testid=admin-reset-show]").await;
    ana.see("[data-testid=reset-link]").await;
    ana.picture("admin-reset-link").await;
    ana.press_escape().await;
    ana.click("[data-testid=admin-user][data-username=bea]").await;
    ana.click("[data-testid=admin-reset]").await;
    ana.click("[data-testid=admin-reset-mail]").await;
    ana.see_text(".toast", "bea@example.com").await;
    ana.press_escape().await;
    ana.click("[data-testid=admin-jobs]").await;
    testkit::eventually("a job given up", async || {
        ana.click("[data-testid=jobs-dead]").await;
        ana.click("[data-testid=jobs-all]").await;
        ana.count_text("[data-state=dead]", "Letter").await > 0
    })
    .await;
    ana.picture("admin-jobs").await;
    ana.click("[data-testid=job-retry]").await;
    assert_eq!(smtp.letter(sent + 1).await.to, ["bea@example.com"]);
}
