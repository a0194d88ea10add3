//! A person at a browser.

use fantoccini::Locator;
use fantoccini::elements::Element;
use fantoccini::key::Key;
use testkit::{Browser, Devtools, Server, Theme, eventually};
use tokio::sync::{Mutex, MutexGuard};

/// The two kinds of screens.
pub(crate) const DESKTOP: (u32, u32) = (1280, 820);
pub(crate) const PHONE: (u32, u32) = (390, 844);

/// The password of everybody.
pub(crate) const PASSWORD: &str = "a quiet evening 7";

/// Presses the other button of a mouse on the chat of this name.
const MENU: &str = r"
    const done = arguments[arguments.length - 1];
    const item = [...document.querySelectorAll('.chat-item')].find((one) => one.textContent.includes('NAME'));
    const { left, top } = item.getBoundingClientRect();
    item.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX: left + 40, clientY: top + 40 }));
    done();
";

/// What somebody of this name is called.
fn username(name: &str) -> String {
    name.split(' ').next().unwrap_or_default().to_lowercase()
}

/// Browsers are heavy: tests with several of them take turns.
pub(crate) async fn one_at_a_time() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::const_new(());
    TURN.lock().await
}

/// Ana at a desk and Bea at a phone, with new accounts.
pub(crate) async fn two(server: &Server) -> (Visitor, Visitor) {
    let ana = Visitor::register(server, DESKTOP, "Ana García").await;
    let bea = Visitor::register(server, PHONE, "Bea Lindqvist").await;
    (ana, bea)
}

/// The same in their chat, which is open at both, with this message of Ana's.
pub(crate) async fn meet(server: &Server, text: &str) -> (Visitor, Visitor) {
    let (ana, bea) = two(server).await;
    ana.begin_chat("Bea Lindqvist").await;
    ana.say(text).await;
    bea.click("[data-testid=chat-item]").await;
    bea.see_text("[data-testid=message]", text).await;
    (ana, bea)
}

/// A browser with somebody in front of it; what is looked for is waited for.
pub(crate) struct Visitor {
    browser: Browser,
    size: (u32, u32),
    /// What axe-core found on the views of which pictures were taken.
    found: Mutex<Vec<String>>,
}

impl Drop for Visitor {
    fn drop(&mut self) {
        let found = std::mem::take(self.found.get_mut());
        if !std::thread::panicking() {
            assert!(found.is_empty(), "not accessible:\n{}", found.join("\n"));
        }
    }
}

impl Visitor {
    pub(crate) async fn arrive(size: (u32, u32), url: &str) -> Self {
        let browser = Browser::open(size.0, size.1).await;
        browser.goto(url).await.unwrap();
        Self { browser, size, found: Mutex::default() }
    }

    /// Somebody with a new account, called by the first of these names.
    pub(crate) async fn register(server: &Server, size: (u32, u32), name: &str) -> Self {
        let visitor = Self::arrive(size, &format!("{}/register", server.base())).await;
        visitor.sign_up(name, &username(name)).await;
        visitor
    }

    /// The same for the first account of a server, which administers it.
    pub(crate) async fn set_up(server: &Server, size: (u32, u32), name: &str) -> Self {
        let visitor = Self::arrive(size, &server.setup_link().await).await;
        visitor.sign_up(name, &username(name)).await;
        visitor
    }

    /// Another device of somebody.
    pub(crate) async fn device(server: &Server, size: (u32, u32), username: &str) -> Self {
        let visitor = Self::arrive(size, &format!("{}/login", server.base())).await;
        visitor.log_in(username, PASSWORD).await;
        visitor
    }

    /// Fills in the page that one is led to without a session.
    pub(crate) async fn log_in(&self, username: &str, password: &str) {
        self.fill("[name=login]", username).await;
        self.fill("[name=password]", password).await;
        self.click("button[type=submit]").await;
    }

    /// Looks for somebody and opens the chat with them.
    pub(crate) async fn begin_chat(&self, name: &str) {
        self.click("[data-testid=new-chat]").await;
        self.fill("[data-testid=people-search]", &username(name)).await;
        self.see_text("[data-testid=person]", name).await;
        self.click_text("[data-testid=person]", name).await;
        self.is_in(name).await;
    }

    pub(crate) async fn sign_up(&self, name: &str, username: &str) {
        self.fill("[name=display_name]", name).await;
        self.fill("[name=username]", username).await;
        self.fill("[name=email]", &format!("{username}@example.org")).await;
        self.fill("[name=password]", PASSWORD).await;
        self.click("button[type=submit]").await;
        self.see("[data-testid=new-chat]").await;
    }

    /// The first visible element that matches.
    pub(crate) async fn see(&self, css: &str) -> Element {
        let mut found = None;
        eventually(css, async || {
            for element in self.all(css).await {
                if element.is_displayed().await.unwrap_or(false) {
                    found = Some(element);
                    return true;
                }
            }
            false
        })
        .await;
        found.unwrap()
    }

    pub(crate) async fn see_text(&self, css: &str, text: &str) {
        eventually(&format!("{css} {text:?}"), async || self.count_text(css, text).await > 0).await;
    }

    pub(crate) async fn count_text(&self, css: &str, text: &str) -> usize {
        let mut count = 0;
        for element in self.all(css).await {
            let holds = element.text().await.is_ok_and(|found| found.contains(text));
            count += usize::from(holds);
        }
        count
    }

    pub(crate) async fn gone(&self, css: &str) {
        eventually(&format!("no {css}"), async || self.all(css).await.is_empty()).await;
    }

    async fn all(&self, css: &str) -> Vec<Element> {
        self.browser.find_all(Locator::Css(css)).await.unwrap_or_default()
    }

    /// Clicks; a list that is drawn anew in between is no reason to fail.
    pub(crate) async fn click(&self, css: &str) {
        eventually(&format!("click {css}"), async || {
            let element = self.see(css).await;
            element.click().await.is_ok()
        })
        .await;
    }

    /// Clicks the first that holds this text.
    pub(crate) async fn click_text(&self, css: &str, text: &str) {
        eventually(&format!("click {css} {text:?}"), async || {
            for element in self.all(css).await {
                if element.text().await.is_ok_and(|found| found.contains(text)) {
                    return element.click().await.is_ok();
                }
            }
            false
        })
        .await;
    }

    /// Presses a button that only shows itself under a pointer.
    pub(crate) async fn press(&self, css: &str) {
        let script = "document.querySelector(arguments[0]).click()";
        self.there(css).await;
        self.browser.execute(script, vec![css.into()]).await.unwrap();
    }

    async fn there(&self, css: &str) {
        eventually(css, async || !self.all(css).await.is_empty()).await;
    }

    /// Opens the menu of a chat in the list.
    pub(crate) async fn menu_of_chat(&self, name: &str) {
        self.see_text(".chat-item", name).await;
        self.ask(&MENU.replace("NAME", name)).await;
    }

    /// What stands in a field.
    pub(crate) async fn value(&self, css: &str) -> String {
        self.see(css).await.prop("value").await.unwrap().unwrap_or_default()
    }

    pub(crate) async fn fill(&self, css: &str, text: &str) {
        let field = self.see(css).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Takes one of a list of choices.
    pub(crate) async fn choose(&self, css: &str, value: &str) {
        self.see(css).await.select_by_value(value).await.unwrap();
    }

    pub(crate) async fn say(&self, text: &str) {
        // A chat that is just being opened brings a field of its own.
        eventually("a place to write", async || {
            let composer = self.see("[data-testid=composer]").await;
            composer.send_keys(text).await.is_ok()
        })
        .await;
        let composer = self.see("[data-testid=composer]").await;
        composer.send_keys(&Key::Enter.to_string()).await.unwrap();
    }

    /// The chat of this name is the one that is open.
    pub(crate) async fn is_in(&self, chat: &str) {
        self.see(&format!("[data-testid=composer][placeholder*='{chat}']")).await;
    }

    pub(crate) async fn press_escape(&self) {
        let page = self.see("body").await;
        page.send_keys(&Key::Escape.to_string()).await.unwrap();
    }

    pub(crate) async fn goto(&self, url: &str) {
        // An address that differs behind # alone would not be loaded anew.
        self.browser.goto("about:blank").await.unwrap();
        self.browser.goto(url).await.unwrap();
    }

    /// What stands in the address bar.
    pub(crate) async fn address(&self) -> String {
        self.browser.current_url().await.unwrap().to_string()
    }

    pub(crate) async fn reload(&self) {
        self.browser.refresh().await.unwrap();
    }

    /// Nothing sticks out at the side.
    pub(crate) async fn assert_fits(&self) {
        let script = "return document.documentElement.scrollWidth - innerWidth";
        let over = self.browser.execute(script, Vec::new()).await.unwrap();
        let width = self.browser.execute("return innerWidth", Vec::new()).await.unwrap();
        assert!(over.as_i64().unwrap() <= 0, "{over} pixels too wide at {width}");
    }

    /// Runs a script that answers by its last argument, a function, and answers what it was given.
    pub(crate) async fn ask(&self, script: &str) -> serde_json::Value {
        self.browser.execute_async(script, Vec::new()).await.unwrap()
    }

    /// A command of the `DevTools` protocol.
    pub(crate) async fn devtools(&self, cmd: &str, params: serde_json::Value) {
        self.browser.devtools(cmd, params).await;
    }

    /// A connection of one's own to the page.
    pub(crate) async fn page(&self) -> Devtools {
        self.browser.page().await
    }

    /// Takes the network away, or gives it back, as far as the page knows.
    pub(crate) async fn offline(&self, offline: bool) {
        self.browser.offline(offline).await;
    }

    /// A picture of the view in both colours, and what axe-core says of each.
    pub(crate) async fn picture(&self, name: &str) {
        self.picture_at(name, self.size.0).await;
    }

    async fn picture_at(&self, name: &str, width: u32) {
        for (theme, suffix) in [(Theme::Dark, "dark"), (Theme::Light, "light")] {
            self.browser.theme(theme).await;
            let name = format!("{name}-{width}-{suffix}");
            self.browser.screenshot(&name).await;
            let found = self.browser.accessibility().await;
            self.found.lock().await.extend(found.iter().map(|line| format!("{name}: {line}")));
        }
    }

    /// The same, and once more as wide as the other kind of screen.
    pub(crate) async fn pictures(&self, name: &str) {
        self.picture(name).await;
        let other = if self.size.0 < 600 { DESKTOP } else { PHONE };
        self.browser.resize(other.0, other.1).await;
        self.picture_at(name, other.0).await;
        self.assert_fits().await;
        self.browser.resize(self.size.0, self.size.1).await;
    }

    /// No script was stopped by the content security policy, and none failed.
    pub(crate) async fn assert_no_violations(&self) {
        let console = self.browser.console().await;
        let bad =
            |line: &&String| line.contains("Content Security Policy") || line.contains("Uncaught");
        let bad: Vec<_> = console.iter().filter(bad).collect();
        assert!(bad.is_empty(), "{bad:?}");
    }
}
