//! A headless Chromium with a profile of its own.

use crate::{Devtools, eventually, free_port};
use client::Client as Http;
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::ops::Deref;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// What keeps Chromium quiet, local and able to play media without questions.
const FLAGS: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--allow-loopback-in-peer-connection",
    "--force-device-scale-factor=1",
    "--hide-scrollbars",
    "--lang=en-US",
];

/// Judges the whole page and answers a line per broken rule.
const AXE: &str = r"
    const done = arguments[arguments.length - 1];
    const where = (node) => `${node.target.join(' ')} [${node.any.concat(node.all, node.none).map((one) => one.message).join(', ')}]`;
    const line = (rule) => `${rule.id} (${rule.impact}): ${rule.nodes.slice(0, 4).map(where).join('; ')}`;
    axe.run(document, { resultTypes: ['violations'] })
        .then((found) => done(found.violations.map(line)), (error) => done([`axe-core failed: ${error}`]));
";

/// Which colours the person likes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// A browser; derefs to fantoccini's [`Client`].
pub struct Browser {
    client: Client,
    driver: Child,
    http: Http,
    session: String,
    profile: TempDir,
}

impl Deref for Browser {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Browser {
    /// Whether browser tests can run; says so when they can't.
    ///
    /// # Panics
    /// When chromedriver is missing though `CI` is set.
    pub fn available() -> bool {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let found = std::env::split_paths(&path).any(|p| p.join("chromedriver").is_file());
        assert!(found || std::env::var_os("CI").is_none(), "chromedriver is not installed");
        if !found {
            eprintln!("skipped: chromedriver is not installed");
        }
        found
    }

    /// A new browser with an empty profile and a window of this size.
    pub async fn open(width: u32, height: u32) -> Self {
        let port = free_port();
        let profile =
            tempfile::Builder::new().prefix("tertulia-browser-").tempdir().expect("a folder");
        let driver = Command::new("chromedriver")
            .args([format!("--port={port}"), "--allowed-ips=127.0.0.1".to_owned()])
            .env("HOME", profile.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        let url = format!("http://127.0.0.1:{port}");
        let http = Http::new(&url);
        eventually("chromedriver", async || http.fetch("GET", "/status", None).await.is_ok()).await;
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = builder.capabilities(capabilities(&profile, width, height)).connect(&url);
        let client = client.await.expect("a browser");
        let session = client.session_id().await.expect("a session").expect("a session");
        let browser = Self { client, driver, http, session, profile };
        browser.resize(width, height).await;
        browser
    }

    /// Gives the page exactly this size.
    pub async fn resize(&self, width: u32, height: u32) {
        let mobile = width < 600;
        let metrics =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile});
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    /// Makes `prefers-color-scheme` say this.
    pub async fn theme(&self, theme: Theme) {
        let value = match theme {
            Theme::Light => "light",
            Theme::Dark => "dark",
        };
        // Without motion, or the picture would show colours on their way.
        let features = json!([
            {"name": "prefers-color-scheme", "value": value},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]);
        self.devtools("Emulation.setEmulatedMedia", json!({"features": features})).await;
    }

    /// Takes the network away, or gives it back.
    pub async fn offline(&self, offline: bool) {
        self.devtools("Network.enable", json!({})).await;
        let how = json!({"offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1});
        self.devtools("Network.emulateNetworkConditions", how).await;
    }

    /// A command of the `DevTools` protocol, with its answer.
    pub async fn devtools(&self, cmd: &str, params: Value) -> Value {
        self.post("goog/cdp/execute", json!({"cmd": cmd, "params": params})).await
    }

    /// A connection of one's own to the page, beside chromedriver's.
    pub async fn page(&self) -> Devtools {
        let file = self.profile.path().join("DevToolsActivePort");
        let text = std::fs::read_to_string(file).expect("the browser says where it listens");
        let port = text.lines().next().unwrap_or_default();
        let http = Http::new(format!("http://127.0.0.1:{port}"));
        let list = http.fetch("GET", "/json/list", None).await.expect("a list of pages").body;
        let pages = list.as_array().expect("a list of pages");
        // There are pages of the browser's own beside it.
        let here = self.client.current_url().await.expect("an address");
        let page = pages.iter().find(|one| one["url"] == here.as_str()).expect("the page");
        let url = page["webSocketDebuggerUrl"].as_str().expect("an address");
        Devtools::connect(&url.replace("localhost", "127.0.0.1")).await
    }

    /// What the console said since the last look, as `LEVEL message`.
    pub async fn console(&self) -> Vec<String> {
        let entries = self.post("se/log", json!({"type": "browser"})).await;
        let entries = entries.as_array().cloned().unwrap_or_default();
        let text = |entry: &Value| {
            let part = |key: &str| entry[key].as_str().unwrap_or_default().to_owned();
            format!("{} {}", part("level"), part("message"))
        };
        entries.iter().map(text).collect()
    }

    /// What axe-core finds wrong with the page as it is: one line per rule, with the first elements that
    /// break it. Empty when there is no axe-core (`TERTULIA_TEST_AXE`, a path).
    ///
    /// # Panics
    /// When there is none though `CI` is set.
    pub async fn accessibility(&self) -> Vec<String> {
        let Some(script) = std::env::var_os("TERTULIA_TEST_AXE") else {
            assert!(std::env::var_os("CI").is_none(), "TERTULIA_TEST_AXE names no axe-core");
            return Vec::new();
        };
        let there = self.client.execute("return 'axe' in window", Vec::new()).await;
        if there.expect("a page") != json!(true) {
            let source = std::fs::read_to_string(script).expect("axe-core is there");
            self.client.execute(&source, Vec::new()).await.expect("axe-core loads");
        }
        let found = self.client.execute_async(AXE, Vec::new()).await.expect("axe-core runs");
        serde_json::from_value(found).expect("lines")
    }

    /// Writes what the page looks like to `target/screenshots/<name>.png`.
    pub async fn screenshot(&self, name: &str) -> PathBuf {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/screenshots");
        std::fs::create_dir_all(&folder).expect("a folder for pictures");
        let file = folder.join(format!("{name}.png"));
        let png = self.client.screenshot().await.expect("a picture");
        std::fs::write(&file, png).expect("the picture is written");
        file
    }

    async fn post(&self, what: &str, body: Value) -> Value {
        let path = format!("/session/{}/{what}", self.session);
        let body = Some(("application/json", body.to_string().into_bytes()));
        let raw = self.http.fetch("POST", &path, body).await.expect("chromedriver answers");
        assert_eq!(raw.status, 200, "{what}: {}", raw.text);
        raw.body["value"].clone()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A polite end takes Chromium along; without one its child processes would stay.
        let end = format!(
            "DELETE /session/{} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
            self.session
        );
        let address = self.http.base().trim_start_matches("http://").to_owned();
        if let Ok(mut stream) = std::net::TcpStream::connect(address) {
            let _timeout = stream.set_read_timeout(Some(std::time::Duration::from_secs(5)));
            let _sent = std::io::Write::write_all(&mut stream, end.as_bytes());
            let _answer =
                std::io::copy(&mut std::io::Read::take(stream, 4096), &mut std::io::sink());
        }
        let _ended = self.driver.kill();
        let _status = self.driver.wait();
    }
}

fn capabilities(profile: &TempDir, width: u32, height: u32) -> Capabilities {
    let own = [
        format!("--user-data-dir={}", profile.path().display()),
        format!("--window-size={width},{height}"),
    ];
    let args: Vec<String> = FLAGS.iter().map(|flag| (*flag).to_owned()).chain(own).collect();
    let all = json!({
        "goog:chromeOptions": {"args": args},
        "goog:loggingPrefs": {"browser": "ALL"},
    });
    all.as_object().cloned().unwrap_or_default().into_iter().collect()
}
