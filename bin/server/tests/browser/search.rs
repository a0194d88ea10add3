//! Finding messages: from the head of the list, from a chat, on a telephone.

use super::visitor::{one_at_a_time, two};
use testkit::{Browser, Server};

const FIELD: &str = "[data-testid=search-field]";
const HIT: &str = "[data-testid=hit]";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_are_found() {
    if !Browser::available() {
        return;
    }
    let _turn = one_at_a_time().await;
    let server = Server::sqlite().await;
    let (ana, bea) = two(&server).await;
    ana.begin_chat("Bea Lindqvist").await;
    for text in
        ["Meet me at the Café in the Hauptstraße", "or at the station", "tea <b>at</b> five?"]
    {
        ana.say(text).await;
    }
    bea.see_text("[data-testid=chat-item]", "five").await;

    ana.click("[data-testid=search]").await;
    ana.see_text("[data-testid=search-results]", "quotation marks").await;
    ana.pictures("search-begin").await;
    ana.fill(FIELD, "cafe STRASSE").await;
    ana.see_text(&format!("{HIT} mark"), "Café").await;
    ana.see_text(&format!("{HIT} mark"), "straße").await;
    assert_eq!(ana.count_text(HIT, "Ana").await + ana.count_text(HIT, "You").await, 1);
    ana.pictures("search-found").await;
    ana.click(HIT).await;
    ana.see(".message.is-found").await;
    ana.fill(FIELD, "<b>").await;
    ana.see_text(&format!("{HIT} mark"), "<b>").await;
    ana.fill(FIELD, "nobody said this").await;
    ana.see_text("[data-testid=search-results]", "No messages found").await;
    ana.pictures("search-nothing").await;
    ana.assert_no_violations().await;
    ana.click("[data-testid=search-close]").await;
    ana.gone("#search:not([hidden])").await;

    bea.click("[data-testid=search]").await;
    bea.fill(FIELD, "station").await;
    bea.see_text(HIT, "station").await;
    bea.assert_fits().await;
    bea.picture("search-phone").await;
    bea.assert_no_violations().await;
    bea.click(HIT).await;
    bea.gone("#search:not([hidden])").await;
    bea.see(".message.is-found").await;
}
