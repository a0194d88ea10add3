//! A chat taken along as a file: by the browser's downloads, and into a file that one chooses.

use super::visitor::{Visitor, meet, one_at_a_time};
use serde_json::json;
use testkit::{Browser, Server, eventually};

/// Has the page write into its own file system where it would ask for a file.
const CHOOSE: &str = "window.showSaveFilePicker = async () => \
    (await navigator.storage.getDirectory()).getFileHandle('chosen', { create: true }); \
    arguments[0](1);";
const CHOSEN: &str = "navigator.storage.getDirectory().then((d) => d.getFileHandle('chosen'))\
    .then((f) => f.getFile()).then((f) => f.text())\
    .then(arguments[0]);";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chat_is_taken_along() {
    if !Browser::available() {
        return;
    }
    let _turn = one_at_a_time().await;
    let server = Server::sqlite().await;
    let (ana, bea) = meet(&server, "=1+1 is no formula").await;

    as_a_download(&server, &ana).await;
    into_a_chosen_file(&bea).await;
    refused(&ana).await;
    for visitor in [&ana, &bea] {
        visitor.assert_no_violations().await;
    }
}

async fn as_a_download(server: &Server, ana: &Visitor) {
    let folder = server.folder().join("downloads");
    let behavior = json!({"behavior": "allow", "downloadPath": folder});
    ana.devtools("Browser.setDownloadBehavior", behavior).await;
    ana.ask("window.showSaveFilePicker = undefined; arguments[0](1);").await;
    ana.click("[data-testid=details]").await;
    ana.click("[data-testid=export-chat]").await;
    ana.see_text("[data-testid=export]", "Bea Lindqvist").await;
    ana.picture("export").await;
    ana.click("[data-testid=export-start]").await;
    ana.see_text("[data-testid=export-end]", "Saved: 1 message").await;
    ana.pictures("export-done").await;
    let mut text = String::new();
    eventually("the file", async || {
        let files = std::fs::read_dir(&folder).into_iter().flatten().flatten();
        let mut tables = files.filter(|file| file.path().extension().is_some_and(|e| e == "csv"));
        text = tables.next().map_or_else(String::new, |file| {
            let name = file.file_name().into_string().unwrap_or_default();
            assert!(name.starts_with("tertulia-Bea-Lindqvist-20"), "{name}");
            std::fs::read_to_string(file.path()).unwrap_or_default()
        });
        !text.is_empty()
    })
    .await;
    assert!(text.starts_with("\u{feff}From,To,Message,Time,Reaction\r\n"), "{text}");
    assert!(text.contains("Ana García (ana),Bea Lindqvist (bea),'=1+1 is no formula,"), "{text}");
    ana.click("[data-testid=export-close]").await;
    ana.gone("[data-testid=export]").await;
}

async fn into_a_chosen_file(bea: &Visitor) {
    bea.click("[data-testid=back]").await;
    bea.ask(CHOOSE).await;
    bea.click("[data-testid=settings]").await;
    bea.click("[data-testid=settings-leave]").await;
    bea.click("[data-testid=export-all]").await;
    bea.click("[data-testid=export] [value=jsonl]").await;
    bea.assert_fits().await;
    bea.picture("export").await;
    bea.click("[data-testid=export-start]").await;
    bea.see_text("[data-testid=export-end]", "Saved: 2 lines").await;
    let text = bea.ask(CHOSEN).await;
    let text = text.as_str().unwrap_or_default();
    assert!(text.contains(r#""sender_name":"Ana García""#), "{text}");
    assert_eq!(text.lines().count(), 2);
    bea.click("[data-testid=export-close]").await;
    bea.press_escape().await;
}

/// Somebody whose other window is exporting already is told so.
async fn refused(ana: &Visitor) {
    ana.ask(
        "const real = window.fetch; window.fetch = (url, how) => String(url).includes('/export') \
         ? Promise.resolve(new Response('{\"code\":\"export_busy\"}', { status: 429 })) \
         : real(url, how); arguments[0](1);",
    )
    .await;
    ana.click("[data-testid=export-chat]").await;
    ana.click("[data-testid=export-start]").await;
    ana.see_text("[data-testid=export-end]", "exporting something already").await;
    ana.pictures("export-refused").await;
    ana.press_escape().await;
}
