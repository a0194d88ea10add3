//! The pages as templates.

use crate::assets::modules;
use crate::version;
use askama::Template;

/// The app, for somebody who is signed in.
#[derive(Template)]
#[template(path = "app.html")]
struct App<'a> {
    csrf: &'a str,
    name: &'a str,
    version: &'a str,
    /// Fetched at once, so that imports of imports need no further round trips.
    modules: Vec<String>,
}

/// The pages before it.
#[derive(Template)]
#[template(path = "entry.html")]
struct Door<'a> {
    mode: &'a str,
    token: &'a str,
    open: bool,
    name: &'a str,
    version: &'a str,
}

/// What the app's page is told.
pub struct AppPage<'a> {
    /// For the header `X-CSRF-Token` of writes.
    pub csrf: &'a str,
    /// The server's name.
    pub server_name: &'a str,
}

/// Which page before the app.
pub enum Entry<'a> {
    /// Log in.
    Login,
    /// Make an account.
    Register,
    /// Make the first administrator's account.
    Setup {
        /// The token of the set-up link.
        token: &'a str,
    },
}

/// What a page before the app is told.
pub struct EntryPage<'a> {
    /// Which.
    pub entry: Entry<'a>,
    /// Whether the server takes registrations.
    pub registration_open: bool,
    /// The server's name.
    pub server_name: &'a str,
}

/// The app as HTML.
pub fn app(page: &AppPage<'_>) -> String {
    render(&App { csrf: page.csrf, name: page.server_name, version: version(), modules: modules() })
}

/// A page before the app as HTML.
pub fn entry(page: &EntryPage<'_>) -> String {
    let (mode, token) = match page.entry {
        Entry::Login => ("login", ""),
        Entry::Register => ("register", ""),
        Entry::Setup { token } => ("setup", token),
    };
    let (open, name) = (page.registration_open, page.server_name);
    render(&Door { mode, token, open, name, version: version() })
}

#[expect(clippy::expect_used, reason = "writing text into a string can't fail")]
fn render(page: &impl Template) -> String {
    page.render().expect("a page")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped() {
        let page = app(&AppPage { csrf: "\"><script>", server_name: "<b>x</b>" });
        assert!(!page.contains("<b>x</b>") && !page.contains("\"><script>"));
    }
}
