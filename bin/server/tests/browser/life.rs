//! What happens to messages after they were written, seen live by the other and again after a reload.

use super::visitor::{Visitor, meet, one_at_a_time};
use testkit::{Browser, Server};

/// The first two messages of the chat.
const FIRST: &str = "[data-seq='1']";
const SECOND: &str = "[data-seq='2']";

/// Takes apart 64 KiB of what would be dear for a reader that looks back, and answers what took long.
const SLOW: &str = r"
    const done = arguments[arguments.length - 1];
    const version = document.querySelector('meta[name=version]').content;
    const pieces = ['[', '(', '`', '*', '_', '>', '~', '@a', '[](', '*a ', '_*', '`` ` ', 'http://[', 'https://a.b ', '\n```', '\n- '];
    const best = (parse, text) => Math.min(...[1, 2, 3, 4, 5].map(() => {
        const from = performance.now();
        parse(text);
        return performance.now() - from;
    }));
    import(`/assets/${version}/js/lib/markup.js`).then(({ parse }) => {
        const times = pieces.map((one) => [one, best(parse, one.repeat(65536 / one.length))]);
        done(times.filter(([, ms]) => ms > 50));
    });
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_live_on() {
    if !Browser::available() {
        return;
    }
    let _turn = one_at_a_time().await;
    let server = Server::sqlite().await;
    let (ana, bea) = meet(&server, "Shall we meet at sevn?").await;
    edited(&ana, &bea).await;
    reacted(&ana, &bea).await;
    answered(&ana, &bea).await;
    pinned(&ana, &bea).await;
    for visitor in [&ana, &bea] {
        visitor.reload().await;
        visitor.see_text(FIRST, "at seven").await;
        visitor.see_text("[data-testid=reaction]", "👍").await;
        visitor.see_text("[data-testid=quote]", "at seven").await;
        visitor.see_text("[data-testid=pins]", "at seven").await;
    }
    linked(&ana).await;
    deleted(&ana, &bea).await;
    cleared(&ana, &bea).await;
    for visitor in [&ana, &bea] {
        visitor.assert_no_violations().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_are_dressed_forwarded_and_chosen() {
    if !Browser::available() {
        return;
    }
    let _turn = one_at_a_time().await;
    let server = Server::sqlite().await;
    let (ana, bea) = meet(&server, "Shall we meet at sevn?").await;
    dressed(&ana, &bea).await;
    emoji(&ana, &bea).await;
    offers(&ana, &bea).await;
    forwarded(&ana, &bea).await;
    chosen(&ana, &bea).await;
    for visitor in [&ana, &bea] {
        visitor.assert_no_violations().await;
    }
}

/// The same view on both screens.
async fn pictures(visitors: [&Visitor; 2], name: &str) {
    for visitor in visitors {
        visitor.picture(name).await;
        visitor.assert_fits().await;
    }
}

/// Opens the menu of a message.
async fn menu(visitor: &Visitor, message: &str) {
    visitor.press(&format!("{message} [data-testid=message-menu]")).await;
    visitor.see(".menu").await;
}

/// Opens the menu of a message and chooses.
async fn choose(visitor: &Visitor, message: &str, what: &str) {
    menu(visitor, message).await;
    visitor.click(&format!(".menu [data-testid={what}]")).await;
}

async fn shut(visitor: &Visitor, dialog: &str) {
    visitor.press_escape().await;
    visitor.gone(dialog).await;
}

async fn edited(ana: &Visitor, bea: &Visitor) {
    menu(ana, FIRST).await;
    menu(bea, FIRST).await;
    pictures([ana, bea], "message-menu").await;
    shut(bea, ".menu").await;
    ana.click(".menu [data-testid=edit]").await;
    ana.see_text("[data-testid=writing-to]", "Edit message").await;
    ana.pictures("editing").await;
    ana.fill("[data-testid=composer]", "").await;
    ana.say("Shall we meet at **seven**?").await;
    bea.see_text(&format!("{FIRST} strong"), "seven").await;
    for visitor in [ana, bea] {
        visitor.click("[data-testid=edited]").await;
        visitor.see_text("[data-testid=versions]", "at sevn").await;
    }
    pictures([ana, bea], "versions").await;
    for visitor in [ana, bea] {
        shut(visitor, "[data-testid=versions]").await;
    }
}

async fn reacted(ana: &Visitor, bea: &Visitor) {
    choose(bea, FIRST, "quick-reaction").await;
    ana.see_text("[data-testid=reaction]", "1").await;
    ana.click("[data-testid=reaction]").await;
    bea.see_text("[data-testid=reaction][aria-pressed=true]", "2").await;
    for visitor in [ana, bea] {
        choose(visitor, FIRST, "reacted").await;
        visitor.see_text("[data-testid=reacted]", "Bea Lindqvist").await;
    }
    pictures([ana, bea], "reacted").await;
    for visitor in [ana, bea] {
        shut(visitor, "[data-testid=reacted]").await;
    }
    ana.click("[data-testid=reaction]").await;
    bea.see_text("[data-testid=reaction]", "1").await;
}

async fn answered(ana: &Visitor, bea: &Visitor) {
    choose(bea, FIRST, "reply").await;
    bea.see_text("[data-testid=writing-to]", "Ana García").await;
    bea.pictures("replying").await;
    bea.say("Gladly, at the long table").await;
    ana.see_text("[data-testid=quote]", "at seven").await;
    ana.see_text("[data-testid=unread-notices]", "1").await;
    ana.click("[data-testid=bell]").await;
    ana.see_text("[data-testid=notice][data-kind=reply]", "Bea Lindqvist").await;
    ana.pictures("reply-notice").await;
    ana.click("[data-testid=notice][data-kind=reply]").await;
    ana.see(".is-found[data-seq='2']").await;
    ana.click("[data-testid=quote]").await;
    ana.see(".is-found[data-seq='1']").await;
    choose(ana, FIRST, "readers").await;
    choose(bea, SECOND, "readers").await;
    ana.see_text("[data-testid=readers]", "Bea Lindqvist").await;
    bea.see_text("[data-testid=readers]", "Ana García").await;
    pictures([ana, bea], "readers").await;
    for visitor in [ana, bea] {
        shut(visitor, "[data-testid=readers]").await;
    }
}

async fn pinned(ana: &Visitor, bea: &Visitor) {
    choose(bea, SECOND, "pin").await;
    ana.see_text("[data-testid=pins]", "long table").await;
    choose(ana, FIRST, "pin").await;
    for visitor in [ana, bea] {
        visitor.see_text("[data-testid=pins]", "at seven").await;
    }
    pictures([ana, bea], "message-life").await;
    for visitor in [ana, bea] {
        visitor.click("[data-testid=all-pins]").await;
        visitor.see_text("[data-testid=pin-list]", "at seven").await;
    }
    pictures([ana, bea], "pin-list").await;
    ana.click("[data-testid=pinned]").await;
    ana.see(".is-found[data-seq='1']").await;
    bea.click("li:nth-child(2) [data-testid=unpin]").await;
    bea.gone("li:nth-child(2) [data-testid=unpin]").await;
    shut(bea, "[data-testid=pin-list]").await;
}

/// The address of a message leads to it.
async fn linked(ana: &Visitor) {
    let chat = ana.address().await;
    ana.goto(&format!("{chat}?seq=1")).await;
    ana.see(".is-found[data-seq='1']").await;
    ana.pictures("found").await;
    assert_eq!(ana.address().await, chat, "gone to once");
}

async fn deleted(ana: &Visitor, bea: &Visitor) {
    choose(ana, FIRST, "delete").await;
    choose(bea, SECOND, "delete").await;
    pictures([ana, bea], "delete-asked-message").await;
    shut(bea, "[data-testid=delete-message]").await;
    ana.click("[data-testid=delete-for-all]").await;
    bea.see_text(FIRST, "was deleted").await;
    bea.see_text("[data-testid=quote]", "isn't there").await;
    bea.gone("[data-testid=reaction]").await;
    for visitor in [ana, bea] {
        assert_eq!(visitor.count_text("body", "at seven").await, 0, "nothing of it is left");
    }
    pictures([ana, bea], "message-deleted").await;
    choose(bea, SECOND, "delete").await;
    bea.click("[data-testid=delete-for-me]").await;
    bea.gone(SECOND).await;
    ana.see_text(SECOND, "at the long table").await;
    for visitor in [ana, bea] {
        visitor.reload().await;
        visitor.see_text(FIRST, "eleted").await;
    }
    bea.gone(SECOND).await;
}

async fn cleared(ana: &Visitor, bea: &Visitor) {
    for visitor in [ana, bea] {
        visitor.click("[data-testid=chat-menu]").await;
        visitor.see(".menu [data-testid=clear]").await;
    }
    pictures([ana, bea], "chat-menu").await;
    shut(ana, ".menu").await;
    bea.click(".menu [data-testid=clear]").await;
    bea.see("[data-testid=clear-yes]").await;
    bea.pictures("clear-history").await;
    bea.click("[data-testid=clear-yes]").await;
    bea.gone("[data-testid=message]").await;
    bea.pictures("history-cleared").await;
    bea.reload().await;
    ana.say("Eight, then").await;
    bea.see_text("[data-testid=message]", "Eight, then").await;
    assert_eq!(bea.count_text("[data-testid=message]", "").await, 1, "only what came since");
    ana.see_text(SECOND, "at the long table").await;
}

/// One message with everything that a message can have.
async fn dressed(ana: &Visitor, bea: &Visitor) {
    bea.say("**Bold**, *slanted*, ~~gone~~ and `code` for @ana: https://example.org/a_b_c").await;
    ana.see_text(&format!("{SECOND} strong"), "Bold").await;
    ana.see_text(&format!("{SECOND} em"), "slanted").await;
    ana.see_text(&format!("{SECOND} s"), "gone").await;
    ana.see_text(&format!("{SECOND} code"), "code").await;
    ana.see_text(&format!("{SECOND} .mention.is-me"), "@ana").await;
    ana.see_text(&format!("{SECOND} a[rel='noopener noreferrer nofollow']"), "a_b_c").await;
    ana.see_text("[data-testid=chat-item]", "Bold, slanted, gone and code").await;
    bea.say("> said she\u{e008}\u{e007}\u{e008}- tea\u{e008}\u{e007}\u{e008}- cake").await;
    ana.see_text("[data-seq='3'] blockquote", "said she").await;
    ana.see_text("[data-seq='3'] li", "cake").await;
    bea.say("[here](javascript:alert(1)) <img src=x onerror=alert(1)>").await;
    ana.see_text("[data-seq='4']", "<img src=x").await;
    ana.gone("[data-seq='4'] a, [data-seq='4'] img").await;
    pictures([ana, bea], "dressed").await;
    let slow = ana.ask(SLOW).await;
    assert_eq!(slow, serde_json::json!([]), "milliseconds for 64 KiB of each");
}

async fn emoji(ana: &Visitor, bea: &Visitor) {
    for visitor in [ana, bea] {
        visitor.click("[data-testid=emoji-button]").await;
        visitor.see("[data-testid=emoji]").await;
    }
    pictures([ana, bea], "emoji").await;
    shut(bea, "[data-testid=emoji-picker]").await;
    ana.fill("[data-testid=emoji-search]", "rocket").await;
    ana.see("[data-testid=emoji][aria-label=rocket]").await;
    ana.pictures("emoji-search").await;
    ana.click("[data-testid=emoji][aria-label=rocket]").await;
    assert_eq!(ana.value("[data-testid=composer]").await, "🚀");
    ana.click("[data-testid=send]").await;
    bea.see_text(".emoji-1", "🚀").await;
    menu(bea, SECOND).await;
    bea.click(".menu [data-testid=more-emoji]").await;
    bea.fill("[data-testid=emoji-search]", "popper").await;
    bea.click("[data-testid=emoji]").await;
    ana.see_text("[data-testid=reaction]", "🎉").await;
}

/// Names of people and of emoji are offered while one types.
async fn offers(ana: &Visitor, bea: &Visitor) {
    ana.fill("[data-testid=composer]", "Thanks, @b").await;
    bea.fill("[data-testid=composer]", "Hurray :tad").await;
    ana.see_text("[data-testid=offer]", "Bea Lindqvist").await;
    bea.see_text("[data-testid=offer]", ":tada:").await;
    pictures([ana, bea], "offers").await;
    for visitor in [ana, bea] {
        visitor.click("[data-testid=offer]").await;
    }
    assert_eq!(ana.value("[data-testid=composer]").await, "Thanks, @bea ");
    assert_eq!(bea.value("[data-testid=composer]").await, "Hurray 🎉 ");
    for visitor in [ana, bea] {
        visitor.click("[data-testid=send]").await;
    }
    bea.see_text(".mention.is-me", "@bea").await;
    ana.see_text("[data-own=false]", "Hurray 🎉").await;
}

async fn forwarded(ana: &Visitor, bea: &Visitor) {
    let chat = ana.address().await;
    ana.click("[data-testid=new-chat]").await;
    ana.click("[data-testid=create-group]").await;
    ana.fill("[data-testid=group-title]", "Notes").await;
    ana.click("[data-testid=create-group]").await;
    ana.is_in("Notes").await;
    ana.goto(&chat).await;
    for visitor in [ana, bea] {
        choose(visitor, SECOND, "forward-message").await;
        visitor.see("[data-testid=forward-to]").await;
    }
    pictures([ana, bea], "forward").await;
    shut(bea, "[data-testid=forward]").await;
    ana.fill("[data-testid=forward-search]", "Notes").await;
    ana.click("[data-testid=forward-to]").await;
    ana.click("[data-testid=forward-go]").await;
    ana.is_in("Notes").await;
    ana.see_text("[data-testid=message] blockquote", "Forwarded from Bea Lindqvist").await;
    ana.see_text("[data-testid=message] strong", "Bold").await;
    ana.pictures("forwarded").await;
    ana.goto(&chat).await;
}

async fn chosen(ana: &Visitor, bea: &Visitor) {
    for visitor in [ana, bea] {
        choose(visitor, SECOND, "select").await;
        visitor.click("[data-seq='3'] [data-testid=choose]").await;
        visitor.see_text("[data-testid=select-bar]", "2 messages").await;
    }
    pictures([ana, bea], "select").await;
    bea.click("[data-testid=select-delete]").await;
    bea.click("[data-testid=delete-for-all]").await;
    for message in [SECOND, "[data-seq='3']"] {
        ana.see_text(message, "was deleted").await;
    }
    bea.gone("[data-testid=choose]").await;
    ana.press_escape().await;
    ana.gone("[data-testid=choose]").await;
}
