//! What is new and what was read: the same on all devices of one person, and as much of it as the others may see.

use super::visitor::{DESKTOP, PHONE, Visitor, one_at_a_time};
use testkit::{Browser, PASSWORD, Server, eventually};

const UNREAD: &str = "[data-testid=unread]";
const MARKED: &str = "[data-testid=marked]";
const STORY: usize = 60;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reading_is_the_same_everywhere() {
    if !Browser::available() {
        return;
    }
    let _turn = one_at_a_time().await;
    let server = Server::sqlite().await;
    let [ana, bea] = server.people(["ana", "bea"]).await;
    let chat = ana.direct(bea.id).await.unwrap().id;
    for n in 1..=STORY {
        let text = format!("Part {n} of a story that takes its time to get anywhere at all");
        ana.send(chat, &format!("part-{n}"), &text).await.unwrap();
    }
    let desk = device(&server, DESKTOP, "ana").await;
    let phone = device(&server, PHONE, "bea").await;
    let laptop = device(&server, DESKTOP, "bea").await;
    read_to_the_end(&desk, &phone, &laptop).await;
    marked_as_unread(&phone, &laptop).await;
    kept_to_oneself(&desk, &phone, &laptop).await;
    for visitor in [&desk, &phone, &laptop] {
        visitor.assert_no_violations().await;
    }
}

async fn device(server: &Server, size: (u32, u32), name: &str) -> Visitor {
    let visitor = Visitor::arrive(size, &format!("{}/login", server.base())).await;
    visitor.log_in(name, PASSWORD).await;
    visitor.see("[data-testid=chat-item]").await;
    visitor
}

/// One begins where one stopped, and what is read on one device is on the other.
async fn read_to_the_end(desk: &Visitor, phone: &Visitor, laptop: &Visitor) {
    desk.click("[data-testid=chat-item]").await;
    for visitor in [phone, laptop] {
        visitor.see_text(UNREAD, "60").await;
    }
    phone.click("[data-testid=chat-item]").await;
    phone.see(".marker").await;
    phone.see_text("[data-seq='1']", "Part 1 of").await;
    phone.see("[data-testid=jump]").await;
    phone.pictures("unread-begins").await;
    eventually("a part of it is read", async || {
        let left = laptop.see(UNREAD).await.text().await.unwrap_or_default();
        left.parse::<usize>().is_ok_and(|left| left > 0 && left < STORY)
    })
    .await;
    assert_eq!(desk.count_text("[data-testid=message][data-state=read]", "Part 60 of").await, 0);
    phone.click("[data-testid=jump]").await;
    phone.see_text("[data-seq='60']", "Part 60 of").await;
    laptop.gone(UNREAD).await;
    desk.see("[data-seq='60'][data-state=read]").await;
    for visitor in [desk, laptop] {
        visitor.reload().await;
        visitor.see("[data-testid=chat-item]").await;
    }
    desk.see("[data-seq='60'][data-state=read]").await;
    laptop.gone(UNREAD).await;
}

async fn marked_as_unread(phone: &Visitor, laptop: &Visitor) {
    phone.click("[data-testid=back]").await;
    phone.see("[data-testid=chat-item]").await;
    laptop.menu_of_chat("ana").await;
    laptop.press("[data-testid=mark-unread]").await;
    phone.see(MARKED).await;
    phone.reload().await;
    phone.see(MARKED).await;
    phone.pictures("marked-unread").await;
    phone.click("[data-testid=chat-item]").await;
    laptop.gone(MARKED).await;
    laptop.reload().await;
    laptop.see("[data-testid=chat-item]").await;
    laptop.gone(MARKED).await;
}

/// Who keeps to themselves what they read is not seen reading, even when they answer.
async fn kept_to_oneself(desk: &Visitor, phone: &Visitor, laptop: &Visitor) {
    laptop.click("[data-testid=settings]").await;
    laptop.click("[data-testid=settings-privacy]").await;
    laptop.click("[name=read_receipts]").await;
    laptop.see_text("[data-testid=privacy-page] .form-outcome", "Saved").await;
    laptop.press_escape().await;
    desk.say("Are you reading this?").await;
    phone.see_text("[data-seq='61']", "reading this").await;
    laptop.gone(UNREAD).await;
    phone.say("I am").await;
    desk.see_text("[data-seq='62']", "I am").await;
    desk.see("[data-seq='61'][data-state=sent]").await;
    desk.reload().await;
    desk.see("[data-seq='61'][data-state=sent]").await;
}
