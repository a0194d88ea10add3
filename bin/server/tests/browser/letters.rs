//! A forgotten password and another address, with the letters that really came.

use crate::kept::{DAY, in_store, now, person, say};
use crate::visitor::{DESKTOP, PASSWORD, PHONE, Visitor, one_at_a_time};
use domain::chat::{OpenDirect, open_direct};
use domain::port::Tx;
use domain::quiet::{self, Digest, Settings, SettingsChange, Zone};
use domain::rights::Audience;
use testkit::{Browser, Options, Server, Smtp};
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
    wants_digests(&bea).await;
    administers(&ana, &smtp).await;
    for visitor in [&ana, &bea] {
        visitor.assert_no_violations().await;
    }
}

async fn forgets(bea: &Visitor, smtp: &Smtp) {
    bea.click("[data-testid=settings]").await;
    bea.click("[data-testid=logout]").await;
    bea.pictures("login-with-mail").await;
    bea.click("[data-testid=forgot]").await;
    bea.see("[name=email]").await;
    bea.pictures("forgot").await;
    bea.fill("[name=email]", "bea@example.org").await;
    bea.click("button[type=submit]").await;
    bea.see_text("#notice", "a letter is on its way").await;
    bea.pictures("forgot-sent").await;
    let letter = smtp.letter(1).await;
    bea.goto(&letter.link()).await;
    bea.fill("[name=password]", "short").await;
    bea.click("button[type=submit]").await;
    bea.see_text(".error", "at least 8 characters").await;
    bea.pictures("reset").await;
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
    bea.pictures("account-page").await;
    bea.click("[data-testid=change-password]").await;
    bea.see_text(".form-outcome", "Changed").await;
    bea.assert_fits().await;
    smtp.letter(5).await;
    let letters = smtp.letters();
    let link = letters.iter().find(|letter| letter.to == ["bea@example.com"]).unwrap().link();
    bea.goto(&link).await;
    bea.see("button[type=submit]").await;
    bea.pictures("confirm").await;
    bea.click("button[type=submit]").await;
    bea.see_text("#notice", "confirmed").await;
    bea.goto(base).await;
    bea.click("[data-testid=settings]").await;
    bea.click("[data-testid=settings-account]").await;
    bea.see_text("[data-testid=email-now]", "bea@example.com").await;
    bea.press_escape().await;
    bea.press_escape().await;
}

/// How often a digest may come is asked where the server sends letters; it stays as it was chosen.
async fn wants_digests(bea: &Visitor) {
    bea.click("[data-testid=settings]").await;
    bea.click("[data-testid=notification-settings]").await;
    let select = bea.see("[data-testid=set-digest]").await;
    select.select_by_value("weekly").await.unwrap();
    bea.pictures("settings-digest").await;
    bea.reload().await;
    bea.click("[data-testid=settings]").await;
    bea.click("[data-testid=notification-settings]").await;
    assert_eq!(bea.value("[data-testid=set-digest]").await, "weekly");
    bea.assert_fits().await;
    bea.press_escape().await;
    bea.press_escape().await;
}

/// Ana has been away for three days, and Ben wrote to her.
fn away(tx: &mut dyn Tx) {
    let then = now().plus_ms(-3 * DAY);
    let [ana, ben] = ["ana", "ben"].map(|name| person(tx, name, then));
    let open = OpenDirect { with: ana.user, rule: Audience::Everyone, at: then };
    let chat = open_direct(tx, &ben, open).unwrap().summary.chat.id;
    say(tx, &ben, chat, "one", "Are you there?", now().plus_ms(-2 * DAY));
    let hour = now().0.rem_euclid(DAY) / 3_600_000;
    let (sign, hours) = if hour < 12 { ('-', 12 - hour) } else { ('+', hour - 12) };
    // A zone where it is noon: letters come by day.
    let zone = Zone::parse(&format!("Etc/GMT{sign}{hours}")).unwrap();
    let settings = Settings { digest: Digest::Daily, zone, ..Settings::default() };
    quiet::change_settings(tx, &ana, SettingsChange { settings }).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn digests_end_by_a_press() {
    if !Browser::available() {
        return;
    }
    let _turn = one_at_a_time().await;
    let smtp = Smtp::start().await;
    let mut server = Server::start(Options::default().mailing(&smtp)).await;
    assert!(server.terminate().await.success());
    in_store(&server, away).await;
    server.restart().await;
    let link = smtp.letter(1).await.link();
    assert!(link.contains("/unsubscribe#"), "{link}");
    let ana = Visitor::arrive(PHONE, &link).await;
    ana.see_text("button[type=submit]", "Send me no more").await;
    ana.pictures("unsubscribe").await;
    assert!(!ana.address().await.contains('#'), "what opens is not left lying about");
    ana.click("button[type=submit]").await;
    ana.see_text("#notice", "no more").await;
    ana.pictures("unsubscribed").await;
    // Once more does no harm, and a link that was cut off says what it is.
    ana.goto(&link).await;
    ana.click("button[type=submit]").await;
    ana.see_text("#notice", "no more").await;
    ana.goto(&format!("{}/unsubscribe", server.base())).await;
    ana.see("#notice").await;
    ana.pictures("unsubscribe-no-link").await;
    ana.goto(&format!("{}/unsubscribe#nonsense", server.base())).await;
    ana.click("button[type=submit]").await;
    ana.see(".error:not(:empty)").await;
    ana.pictures("unsubscribe-bad-link").await;
    ana.assert_no_violations().await;
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
    ana.pictures("admin-reset-link").await;
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
    ana.pictures("admin-jobs").await;
    ana.click("[data-testid=job-retry]").await;
    assert_eq!(smtp.letter(sent + 1).await.to, ["bea@example.com"]);
}
