//! The client in another language than English.

use super::visitor::{PASSWORD, Visitor};
use super::{DESKTOP, PHONE};
use testkit::{Browser, Server};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_speaks_its_language_on_every_device() {
    if !Browser::available() {
        return;
    }
    let server = Server::sqlite().await;
    let ana = Visitor::set_up(&server, DESKTOP, "Ana García").await;
    ana.see("html[lang=en]").await;
    ana.click("[data-testid=settings]").await;
    ana.choose("[data-testid=language]", "es").await;
    ana.see("html[lang=es]").await;
    ana.see_text(".empty", "Aún no hay nadie").await;
    ana.click("[data-testid=settings]").await;
    ana.see_text("dialog", "Cerrar sesión").await;
    ana.pictures("settings-spanish").await;

    // Her phone speaks English until it knows who she is.
    let phone = Visitor::arrive(PHONE, &format!("{}/login", server.base())).await;
    phone.see_text("h1", "Welcome back").await;
    phone.log_in("ana", PASSWORD).await;
    phone.see("html[lang=es]").await;
    phone.see("[data-testid=settings]").await;
    phone.assert_fits().await;
    phone.pictures("list-spanish").await;

    // Logged out, both the page and what it says of a mistake are in it still.
    phone.click("[data-testid=settings]").await;
    phone.click("[data-testid=logout]").await;
    phone.see_text("h1", "Hola de nuevo").await;
    phone.see_text("#notice", "Has cerrado la sesión").await;
    phone.log_in("ana", "not this one").await;
    phone.see_text(".error", "no son correctos").await;
    phone.pictures("login-spanish").await;

    // As the browser again.
    ana.choose("[data-testid=language]", "").await;
    ana.see("html[lang=en]").await;
    for visitor in [&ana, &phone] {
        visitor.assert_no_violations().await;
    }
}
