//! A group from its beginning to its owner's leaving, in four browsers, each step seen live by the others.

use super::visitor::{PASSWORD, Visitor, one_at_a_time};
use super::{DESKTOP, PHONE};
use testkit::{Browser, Server};

const GROUP: &str = "Thursday circle";
const DETAILS: &str = ".chat-head > [data-testid=details]";
const CLOSE: &str = "dialog[open] .dialog-head [aria-label=Close]";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_is_run() {
    if !Browser::available() {
        return;
    }
    let _turn = one_at_a_time().await;
    let server = Server::sqlite().await;
    let ana = Visitor::set_up(&server, DESKTOP, "Ana García").await;
    let bea = Visitor::register(&server, PHONE, "Bea Lindqvist").await;
    let chidi = Visitor::register(&server, DESKTOP, "Chidi Okafor").await;

    wants_to_be_asked(&bea).await;
    made(&ana, &chidi).await;
    invited(&bea).await;
    edited(&ana, &chidi).await;
    let eve = came_by_link(&ana).await;
    promoted(&ana, &eve).await;
    demoted(&ana, &eve).await;
    only_admins_write(&ana, &bea).await;
    slowly(&ana, &bea).await;
    taken_out(&ana, &chidi).await;
    banned(&ana, &bea).await;
    came_back(&ana, &bea).await;
    handed_over_and_left(&ana, &bea).await;
    declined(&ana, &bea).await;
    for visitor in [&ana, &bea, &chidi, &eve] {
        visitor.assert_no_violations().await;
        visitor.assert_fits().await;
    }
}

/// Chooses what one does about the member with this id.
async fn about(visitor: &Visitor, user: u32, what: &str) {
    visitor.click(&format!("[data-user='{user}'] [data-testid=member-menu]")).await;
    visitor.click(&format!(".menu [data-testid={what}]")).await;
}

async fn close(visitor: &Visitor) {
    visitor.click(CLOSE).await;
    visitor.gone("dialog[open]").await;
}

async fn wants_to_be_asked(bea: &Visitor) {
    bea.click("[data-testid=settings]").await;
    bea.click("[data-testid=settings-privacy]").await;
    bea.choose("[data-testid=privacy-page] [name=groups]", "nobody").await;
    bea.see_text("[data-testid=privacy-page] .form-outcome", "Saved").await;
    bea.pictures("privacy-groups").await;
    close(bea).await;
}

async fn made(ana: &Visitor, chidi: &Visitor) {
    ana.click("[data-testid=new-chat]").await;
    ana.click("[data-testid=create-group]").await;
    ana.fill("[data-testid=group-title]", GROUP).await;
    ana.click("[data-testid=group-more]").await;
    ana.fill("dialog [name=description]", "Books, food and the long table").await;
    ana.click(".swatch:nth-child(5)").await;
    ana.pictures("group-new").await;
    ana.click("[data-testid=group-more]").await;
    for (name, full) in [("bea", "Bea Lindqvist"), ("chidi", "Chidi Okafor")] {
        ana.fill("[data-testid=people-search]", name).await;
        ana.see_text("[data-testid=person]", full).await;
        ana.click("[data-testid=person]").await;
    }
    ana.click("footer [data-testid=create-group]").await;
    ana.see_text("#toasts", "Bea Lindqvist wants to be asked first").await;
    ana.is_in(GROUP).await;
    ana.gone("dialog[open]").await;
    ana.pictures("group-begins").await;
    chidi.see_text("[data-testid=chat-item]", GROUP).await;
    chidi.click("[data-testid=chat-item]").await;
    chidi.is_in(GROUP).await;
}

async fn invited(bea: &Visitor) {
    bea.see_text("[data-testid=unread-notices]", "1").await;
    bea.click("[data-testid=bell]").await;
    bea.see_text("[data-testid=notice]", "invites you").await;
    bea.see("[data-testid=invitation-accept]").await;
    bea.pictures("group-invitation-notice").await;
    close(bea).await;
    bea.see_text("[data-testid=contacts] .badge", "1").await;
    bea.click("[data-testid=contacts]").await;
    bea.see_text("[data-testid=group-invitation]", GROUP).await;
    bea.pictures("group-invitation").await;
    bea.click("[data-testid=invitation-accept]").await;
    bea.is_in(GROUP).await;
    bea.gone("dialog[open]").await;
}

async fn edited(ana: &Visitor, chidi: &Visitor) {
    ana.click(DETAILS).await;
    ana.see_text("[data-testid=member]", "Bea Lindqvist").await;
    ana.see_text("[data-testid=group-description]", "the long table").await;
    ana.pictures("group-details").await;
    ana.click("[data-testid=rename]").await;
    ana.fill("dialog [name=rules]", "Whoever is late brings cake.").await;
    ana.pictures("group-edit").await;
    ana.click("[data-testid=group-save]").await;
    ana.see_text("[data-testid=group-rules]", "brings cake").await;
    // A member sees all of it, and nothing that only others may do.
    chidi.click(DETAILS).await;
    chidi.see_text("[data-testid=group-rules]", "brings cake").await;
    for hidden in ["rename", "group-links", "group-settings", "group-bans", "add-people"] {
        chidi.gone(&format!("[data-testid={hidden}]")).await;
    }
    chidi.pictures("group-details-member").await;
}

/// Somebody without an account opens a link, makes one, asks, and is let in.
async fn came_by_link(ana: &Visitor) -> Visitor {
    ana.click("[data-testid=group-links]").await;
    ana.click("dialog [name=approval]").await;
    ana.pictures("group-link-new").await;
    ana.click("[data-testid=code-make]").await;
    ana.see("[data-testid=code-qr]").await;
    ana.pictures("group-links").await;
    let link = ana.see("[data-testid=code-link]").await.text().await.unwrap();
    close(ana).await;

    let eve = Visitor::arrive(PHONE, &format!("http://{link}")).await;
    eve.see("[name=login]").await;
    assert!(eve.address().await.contains("/login?next=/g/"));
    eve.click("a[href^='/register']").await;
    eve.sign_up("Eve Marchetti", "eve").await;
    eve.see_text("[data-testid=join-title]", GROUP).await;
    eve.pictures("group-join").await;
    eve.click("[data-testid=join-go]").await;
    eve.see_text("[data-testid=join-said]", "You asked to join").await;
    eve.pictures("group-asked").await;

    ana.see_text("[data-testid=ask-bar]", "1 person asks to join").await;
    ana.see_text("[data-testid=join-requests]", "1").await;
    ana.pictures("group-ask-bar").await;
    ana.click("[data-testid=ask-bar]").await;
    ana.see_text("[data-testid=join-request]", "Eve Marchetti").await;
    ana.pictures("group-requests").await;
    ana.click("[data-testid=request-accept]").await;
    ana.gone("[data-testid=join-request]").await;
    close(ana).await;
    // Eve waited in front of it.
    eve.click("[data-testid=join-open]").await;
    eve.is_in(GROUP).await;
    eve
}

async fn promoted(ana: &Visitor, eve: &Visitor) {
    ana.click("[data-user='4'] [data-testid=member-menu]").await;
    ana.see(".menu [data-testid=promote]").await;
    ana.picture("group-member-menu").await;
    ana.click(".menu [data-testid=promote]").await;
    ana.see("[data-user='4'][data-role=admin]").await;
    eve.click(DETAILS).await;
    eve.see("[data-testid=group-settings]").await;
    eve.pictures("group-details-admin").await;
    // The owner alone makes owners.
    eve.click("[data-user='2'] [data-testid=member-menu]").await;
    eve.see(".menu [data-testid=ban-member]").await;
    eve.picture("group-member-menu").await;
    eve.gone(".menu [data-testid=hand-over]").await;
    eve.press_escape().await;
}

async fn demoted(ana: &Visitor, eve: &Visitor) {
    about(ana, 4, "demote").await;
    ana.see("[data-user='4'][data-role=member]").await;
    eve.gone("[data-testid=group-settings]").await;
    eve.reload().await;
    eve.is_in(GROUP).await;
    eve.click(DETAILS).await;
    eve.see("[data-user='4'][data-role=member]").await;
    eve.gone("[data-testid=group-settings]").await;
}

async fn only_admins_write(ana: &Visitor, bea: &Visitor) {
    ana.click("[data-testid=group-settings]").await;
    ana.choose("dialog [name=who_may_write]", "admins").await;
    ana.see_text("dialog .form-outcome", "Saved").await;
    ana.pictures("group-settings").await;
    bea.see("[data-testid=shut][data-kind=admins]").await;
    bea.pictures("group-announcements").await;
    bea.reload().await;
    bea.see("[data-testid=shut][data-kind=admins]").await;
    ana.choose("dialog [name=who_may_write]", "everyone").await;
    bea.is_in(GROUP).await;
}

async fn slowly(ana: &Visitor, bea: &Visitor) {
    ana.choose("dialog [name=slow_mode_s]", "s300").await;
    ana.see_text("dialog .form-outcome", "Saved").await;
    bea.say("I bring the bread").await;
    bea.see_text("[data-testid=slow]", "Slow mode").await;
    bea.say("And the cheese").await;
    bea.pictures("group-slow").await;
    assert_eq!(bea.value("[data-testid=composer]").await, "And the cheese", "what is typed stays");
    ana.see_text("[data-testid=message]", "I bring the bread").await;
    assert_eq!(ana.count_text("[data-testid=message]", "the cheese").await, 0);
    ana.choose("dialog [name=slow_mode_s]", "s0").await;
    bea.gone("[data-testid=slow]:not([hidden])").await;
    bea.click("[data-testid=send]").await;
    ana.see_text("[data-testid=message]", "And the cheese").await;
    close(ana).await;
}

async fn taken_out(ana: &Visitor, chidi: &Visitor) {
    about(ana, 3, "remove-member").await;
    ana.see("[data-testid=ask-go]").await;
    ana.pictures("group-remove").await;
    ana.click("[data-testid=ask-go]").await;
    ana.gone("[data-testid=member][data-user='3']").await;
    chidi.see_text("[data-testid=shut]", "Ana García took you out").await;
    chidi.gone("[data-testid=composer]").await;
    chidi.pictures("group-removed").await;
    // Whoever loads the page again finds nothing of it, whatever the browser kept.
    chidi.reload().await;
    chidi.see("#conversation .empty").await;
    chidi.gone("[data-testid=chat-item]").await;
    chidi.gone("[data-testid=message]").await;
}

async fn banned(ana: &Visitor, bea: &Visitor) {
    about(ana, 2, "ban-member").await;
    ana.click("[data-testid=ask-go]").await;
    bea.see("[data-testid=shut][data-kind=removed]").await;
    ana.click("[data-testid=group-bans]").await;
    ana.see_text("[data-testid=ban]", "Bea Lindqvist").await;
    ana.pictures("group-bans").await;
    ana.click("[data-testid=lift-ban]").await;
    ana.gone("[data-testid=ban]").await;
    close(ana).await;
    ana.click("[data-testid=group-settings]").await;
    ana.click("dialog [name=public]").await;
    ana.see_text("dialog .form-outcome", "Saved").await;
    close(ana).await;
}

async fn came_back(ana: &Visitor, bea: &Visitor) {
    bea.click("[data-testid=back]").await;
    bea.gone("[data-testid=chat-item]").await;
    bea.click("[data-testid=new-chat]").await;
    bea.click("[data-testid=browse-groups]").await;
    bea.see_text("[data-testid=public-group]", GROUP).await;
    bea.pictures("public-groups").await;
    bea.fill("[data-testid=browse-search]", "circ").await;
    bea.see_text("[data-testid=public-group]", GROUP).await;
    bea.fill("[data-testid=browse-search]", "hexagon").await;
    bea.gone("[data-testid=public-group]").await;
    bea.fill("[data-testid=browse-search]", "thurs").await;
    bea.click("[data-testid=public-join]").await;
    bea.is_in(GROUP).await;
    ana.see("[data-testid=member][data-user='2']").await;
}

async fn handed_over_and_left(ana: &Visitor, bea: &Visitor) {
    about(ana, 2, "hand-over").await;
    ana.see("[data-testid=ask-go]").await;
    ana.pictures("group-hand-over").await;
    ana.click("[data-testid=ask-go]").await;
    ana.see("[data-user='2'][data-role=owner]").await;
    ana.see("[data-user='1'][data-role=admin]").await;
    ana.click("[data-testid=leave]").await;
    ana.click("[data-testid=leave-yes]").await;
    ana.see_text("#toasts", "You left").await;
    ana.gone("[data-testid=chat-item]").await;
    bea.click(DETAILS).await;
    bea.gone("[data-testid=member][data-user='1']").await;
    bea.see("[data-user='2'][data-role=owner]").await;
    bea.click("[data-testid=leave]").await;
    bea.see_text("[data-testid=ask]", "You own this group").await;
    bea.pictures("group-leave").await;
    close(bea).await;
}

/// Whoever doesn't want to come hears nothing more of it.
async fn declined(ana: &Visitor, bea: &Visitor) {
    ana.click("[data-testid=new-chat]").await;
    ana.click("[data-testid=create-group]").await;
    ana.fill("[data-testid=group-title]", "Chess").await;
    ana.fill("[data-testid=people-search]", "bea").await;
    ana.click_text("[data-testid=person]", "Bea Lindqvist").await;
    ana.click("footer [data-testid=create-group]").await;
    ana.is_in("Chess").await;
    bea.click("#drawer .dialog-head button").await;
    bea.click("[data-testid=back]").await;
    bea.see_text("[data-testid=contacts] .badge", "1").await;
    bea.click("[data-testid=contacts]").await;
    bea.see_text("[data-testid=group-invitation]", "Chess").await;
    bea.click("[data-testid=invitation-decline]").await;
    bea.gone("[data-testid=group-invitation]").await;
    close(bea).await;
    for _ in 0..2 {
        bea.see_text("[data-testid=chat-item]", GROUP).await;
        assert_eq!(bea.count_text("[data-testid=chat-item]", "Chess").await, 0);
        bea.gone("[data-testid=contacts] .badge:not([hidden])").await;
        bea.reload().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn logging_in_leads_to_our_own_pages_alone() {
    if !Browser::available() {
        return;
    }
    let _turn = one_at_a_time().await;
    let server = Server::sqlite().await;
    let ana = Visitor::set_up(&server, DESKTOP, "Ana García").await;
    let home = format!("{}/", server.base());
    let elsewhere = [
        "//evil.example",
        "/%5Cevil.example",
        "javascript:alert(1)",
        "/c/1%0d%0aX:y",
        "/g/..//evil",
    ];
    for (next, to) in elsewhere.map(|next| (next, "")).into_iter().chain([("/c/7", "c/7")]) {
        ana.goto(&format!("{home}login?next={next}")).await;
        ana.log_in("ana", PASSWORD).await;
        ana.see("[data-testid=new-chat]").await;
        assert_eq!(ana.address().await, format!("{home}{to}"), "{next}");
    }
}
