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
    digests: bool,
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
    mail: bool,
    name: &'a str,
    version: &'a str,
}

/// The pages that letters lead to.
#[derive(Template)]
#[template(path = "letter.html")]
struct Letter<'a> {
    mode: &'a str,
    mail: bool,
    name: &'a str,
    version: &'a str,
}

/// What the app's page is told.
pub struct AppPage<'a> {
    /// For the header `X-CSRF-Token` of writes.
    pub csrf: &'a str,
    /// The server's name.
    pub server_name: &'a str,
    /// Whether people can have letters about what waits while they are away.
    pub digests: bool,
}

/// Which page before the app.
pub enum Entry<'a> {
    /// Log in.
    Login,
    /// Make an account.
    Register {
        /// The code of an invitation; empty where none is needed.
        code: &'a str,
    },
    /// The server asks for an invitation.
    NeedsInvitation,
    /// The invitation can't be used.
    BadInvitation,
    /// The server takes no registrations.
    Closed,
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
    /// Whether the server sends letters.
    pub mail: bool,
    /// The server's name.
    pub server_name: &'a str,
}

/// Which page a letter leads to, or asks for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterPage {
    /// Ask for a letter.
    Forgot,
    /// Choose a new password.
    Reset,
    /// Confirm an address.
    Confirm,
    /// Get no more letters about what waits.
    Unsubscribe,
}

/// The app as HTML.
pub fn app(page: &AppPage<'_>) -> String {
    let (csrf, name, digests) = (page.csrf, page.server_name, page.digests);
    render(&App { csrf, name, digests, version: version(), modules: modules() })
}

/// A page before the app as HTML.
pub fn entry(page: &EntryPage<'_>) -> String {
    let (mode, token) = match page.entry {
        Entry::Login => ("login", ""),
        Entry::Register { code } => ("register", code),
        Entry::NeedsInvitation => ("needs", ""),
        Entry::BadInvitation => ("bad", ""),
        Entry::Closed => ("closed", ""),
        Entry::Setup { token } => ("setup", token),
    };
    let (open, name) = (page.registration_open, page.server_name);
    render(&Door { mode, token, open, mail: page.mail, name, version: version() })
}

/// A page around letters as HTML; what a link holds stays in the browser.
pub fn letter(page: LetterPage, mail: bool, server_name: &str) -> String {
    let mode = match page {
        LetterPage::Forgot => "forgot",
        LetterPage::Reset => "reset",
        LetterPage::Confirm => "confirm",
        LetterPage::Unsubscribe => "unsubscribe",
    };
    render(&Letter { mode, mail, name: server_name, version: version() })
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
        let page = app(&AppPage { csrf: "\"><script>", server_name: "<b>x</b>", digests: true });
        assert!(!page.contains("<b>x</b>") && !page.contains("\"><script>"));
    }
}
