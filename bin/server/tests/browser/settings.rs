//! One's own profile, privacy and account in real browsers, seen live on the other's screen.

use crate::visitor::{PASSWORD, Visitor, meet, one_at_a_time};
use serde_json::json;
use testkit::{Browser, Server, authenticator};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_change_what_is_theirs() {
    if !Browser::available() {
        return;
    }
    let _turn = one_at_a_time().await;
    let server = Server::sqlite().await;
    let (ana, bea) = meet(&server, "Hello Bea").await;
    bea.press("[data-testid=message-menu]").await;
    bea.see("[data-testid=copy-text]").await;
    bea.picture("message-menu").await;
    bea.press_escape().await;
    bea.gone("[data-testid=copy-text]").await;

    profile(&ana, &bea).await;
    privacy(&bea).await;
    two_steps(&bea).await;
    suggested(&server, &bea).await;
    leave(&ana, &bea).await;
    for visitor in [&ana, &bea] {
        visitor.assert_no_violations().await;
    }
}

async fn open(visitor: &Visitor, page: &str) {
    visitor.click("[data-testid=settings]").await;
    visitor.click(&format!("[data-testid=settings-{page}]")).await;
    visitor.see(&format!("[data-testid={page}-page]")).await;
}

async fn profile(ana: &Visitor, bea: &Visitor) {
    ana.click("[data-testid=settings]").await;
    ana.see("[data-testid=settings-profile]").await;
    ana.pictures("settings").await;
    ana.press_escape().await;
    open(ana, "profile").await;
    ana.fill("[name=display_name]", "Ana María").await;
    ana.fill("[name=status]", "On a train to Lisbon").await;
    ana.fill("[name=bio]", "Tea, chess and long walks.").await;
    ana.pictures("profile-page").await;
    ana.click("[data-testid=save-profile]").await;
    ana.see_text("[data-testid=profile-page] .form-outcome", "Saved").await;
    ana.press_escape().await;
    bea.see_text(".chat-head", "Ana María").await;
    bea.click("[data-testid=details]").await;
    bea.see_text("[data-testid=status]", "On a train").await;
    bea.see_text("[data-testid=bio]", "long walks").await;
    bea.assert_fits().await;
    bea.pictures("profile-seen").await;
    bea.click("#drawer .dialog-head button").await;
}

async fn privacy(bea: &Visitor) {
    bea.click("[data-testid=back]").await;
    open(bea, "privacy").await;
    bea.click("[name=read_receipts]").await;
    bea.see_text("[data-testid=privacy-page] .form-outcome", "Saved").await;
    bea.assert_fits().await;
    bea.pictures("privacy-page").await;
    bea.press_escape().await;
}

async fn two_steps(bea: &Visitor) {
    open(bea, "second").await;
    bea.fill("[data-testid=second-page] [name=password]", PASSWORD).await;
    bea.click("[data-testid=totp-begin]").await;
    let secret = bea.see("[data-testid=totp-secret]").await.text().await.unwrap();
    bea.assert_fits().await;
    bea.pictures("second-scan").await;
    bea.fill("[data-testid=second-page] [name=code]", &authenticator(&secret, -1)).await;
    bea.click("[data-testid=totp-confirm]").await;
    bea.see("[data-testid=recovery-codes]").await;
    bea.pictures("recovery-codes").await;
    bea.click("[data-testid=codes-kept]").await;
    bea.see_text("[data-testid=totp-on]", "10 recovery codes").await;
    bea.pictures("second-on").await;
    bea.press_escape().await;
    bea.click("[data-testid=settings]").await;
    bea.click("[data-testid=logout]").await;
    bea.log_in("bea", PASSWORD).await;
    bea.see_text("[data-for=totp]", "authenticator").await;
    bea.pictures("login-second").await;
    bea.fill("[name=totp]", &authenticator(&secret, 0)).await;
    bea.click("button[type=submit]").await;
    bea.see("[data-testid=chat-item]").await;
}

/// Whoever is in the same group is suggested until they are asked.
async fn suggested(server: &Server, bea: &Visitor) {
    let chidi = server.person("chidi").await;
    let group = json!({"kind": "group", "title": "Tea", "member_usernames": ["bea"]});
    chidi.request("POST", "/chats", Some(group)).await.unwrap().checked().unwrap();
    bea.click("[data-testid=contacts]").await;
    bea.see("[data-testid=suggestion]").await;
    bea.assert_fits().await;
    bea.pictures("suggestion").await;
    bea.click("[data-testid=suggestion-add]").await;
    bea.gone("[data-testid=suggestion]").await;
    bea.press_escape().await;
}

/// An account rests until its owner comes back.
async fn rests(ana: &Visitor) {
    ana.click("[data-testid=deactivate]").await;
    ana.fill("[data-testid=leave-page] [name=password]", PASSWORD).await;
    ana.pictures("deactivate-asked").await;
    ana.click("[data-testid=deactivate-yes]").await;
    ana.see("[name=login]").await;
    ana.pictures("deactivated").await;
    ana.log_in("ana", PASSWORD).await;
    open(ana, "leave").await;
}

async fn leave(ana: &Visitor, bea: &Visitor) {
    open(ana, "leave").await;
    ana.click("[data-testid=download-data]").await;
    ana.see_text("[data-testid=leave-page] .form-outcome", "Done").await;
    ana.pictures("leave-page").await;
    rests(ana).await;
    ana.click("[data-testid=delete-account]").await;
    ana.fill("[data-testid=leave-page] [name=password]", "not my password").await;
    ana.click("[data-testid=delete-account-yes]").await;
    ana.see_text("[data-testid=leave-page] .is-bad", "isn't your password").await;
    ana.pictures("delete-asked").await;
    ana.fill("[data-testid=leave-page] [name=password]", PASSWORD).await;
    ana.click("[data-testid=delete-account-yes]").await;
    ana.see("[name=login]").await;
    bea.click_text("[data-testid=chat-item]", "Deleted account").await;
    bea.see_text("[data-testid=message]", "Hello Bea").await;
    bea.see_text(".over-and-out", "deleted").await;
    bea.pictures("deleted-account").await;
}
