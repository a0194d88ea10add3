//! A mail server of a test's own: takes letters, keeps them, and refuses some when it is told to.

use crate::{SOON, eventually};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

/// A letter as it came.
#[derive(Clone, Debug, Default)]
pub struct Letter {
    /// Whom the envelope named.
    pub to: Vec<String>,
    /// Headers and body, lines ended by LF.
    pub raw: String,
}

impl Letter {
    /// A header by its name, unfolded; empty when it isn't there.
    pub fn header(&self, name: &str) -> String {
        let head = self.raw.split("\n\n").next().unwrap_or_default().replace("\n ", " ");
        let line = head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        });
        line.unwrap_or_default()
    }

    /// The body with quoted-printable undone.
    pub fn text(&self) -> String {
        let joined = self.raw.replace("=\n", "");
        let mut bytes = Vec::new();
        let mut rest = joined.as_bytes();
        while let Some((first, more)) = rest.split_first() {
            let code = (*first == b'=')
                .then(|| std::str::from_utf8(more.get(..2)?).ok())
                .flatten()
                .and_then(|hex| u8::from_str_radix(hex, 16).ok());
            bytes.push(code.unwrap_or(*first));
            rest = if code.is_some() { &more[2..] } else { more };
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// The first link to a page of the web client, like `http://…/reset#…`.
    pub fn link(&self) -> String {
        let text = self.text();
        let line = text.lines().find(|line| line.starts_with("http") && line.contains('#'));
        line.expect("a link in the letter").trim().to_owned()
    }

    /// What the link holds after `#`.
    pub fn token(&self) -> String {
        self.link().rsplit_once('#').expect("a token").1.to_owned()
    }
}

#[derive(Default)]
struct Shared {
    letters: Mutex<Vec<Letter>>,
    refusals: AtomicUsize,
    rejections: AtomicUsize,
    tries: AtomicUsize,
    logins: Mutex<Vec<String>>,
}

/// A mail server on a port of its own; ends with this value.
pub struct Smtp {
    address: SocketAddr,
    shared: Arc<Shared>,
    task: tokio::task::JoinHandle<()>,
}

impl Smtp {
    /// Starts it.
    ///
    /// # Panics
    /// When there is no port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared::default());
        let inner = Arc::clone(&shared);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, Arc::clone(&inner)));
            }
        });
        Self { address, shared, task }
    }

    /// The variables that make a server send its letters here.
    pub fn env(&self) -> [(&'static str, String); 6] {
        [
            ("TERTULIA_MAIL__TRANSPORT", "smtp".to_owned()),
            ("TERTULIA_MAIL__HOST", "127.0.0.1".to_owned()),
            ("TERTULIA_MAIL__PORT", self.address.port().to_string()),
            ("TERTULIA_MAIL__TLS", "none".to_owned()),
            ("TERTULIA_MAIL__USERNAME", "tertulia".to_owned()),
            ("TERTULIA_MAIL__PASSWORD", "canary-of-the-mail".to_owned()),
        ]
    }

    /// Refuses the next letters for now, with 451.
    pub fn refuse(&self, times: usize) {
        self.shared.refusals.store(times, Ordering::SeqCst);
    }

    /// Refuses the next letters for good, with 550.
    pub fn reject(&self, times: usize) {
        self.shared.rejections.store(times, Ordering::SeqCst);
    }

    /// How many letters were brought, also those that were refused.
    pub fn tries(&self) -> usize {
        self.shared.tries.load(Ordering::SeqCst)
    }

    /// The logins that were shown, in base64 as they came.
    pub fn logins(&self) -> Vec<String> {
        self.shared.logins.lock().expect("logins").clone()
    }

    /// Everything that was taken so far.
    pub fn letters(&self) -> Vec<Letter> {
        self.shared.letters.lock().expect("letters").clone()
    }

    /// Waits until so many letters were taken, and answers the last.
    ///
    /// # Panics
    /// When they don't come within [`SOON`].
    pub async fn letter(&self, number: usize) -> Letter {
        let what = format!("letter {number} within {SOON:?}");
        eventually(&what, async || self.letters().len() >= number).await;
        self.letters()[number - 1].clone()
    }
}

impl Drop for Smtp {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Line {
    input: BufReader<OwnedReadHalf>,
    output: OwnedWriteHalf,
}

impl Line {
    async fn read(&mut self) -> Option<String> {
        let mut line = String::new();
        let length = self.input.read_line(&mut line).await.ok()?;
        (length > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned())
    }

    async fn say(&mut self, text: &str) -> Option<()> {
        self.output.write_all(format!("{text}\r\n").as_bytes()).await.ok()
    }
}

/// Counts one down; false at zero.
fn counted(left: &AtomicUsize) -> bool {
    let down = |left: usize| left.checked_sub(1);
    left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, down).is_ok()
}

/// One connection, until either side has enough.
async fn converse(stream: TcpStream, shared: Arc<Shared>) -> Option<()> {
    let (input, output) = stream.into_split();
    let mut line = Line { input: BufReader::new(input), output };
    line.say("220 test ESMTP").await?;
    let mut to = Vec::new();
    loop {
        let said = line.read().await?;
        let verb = said.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => {
                line.say("250-test\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 AUTH PLAIN").await?;
            }
            "AUTH" => {
                shared.logins.lock().expect("logins").push(said);
                line.say("235 ok").await?;
            }
            "RCPT" => {
                let address = said.split(['<', '>']).nth(1).unwrap_or_default();
                to.push(address.to_owned());
                line.say("250 ok").await?;
            }
            "DATA" => {
                line.say("354 go on").await?;
                let raw = body(&mut line).await?;
                shared.tries.fetch_add(1, Ordering::SeqCst);
                let to = std::mem::take(&mut to);
                if counted(&shared.refusals) {
                    line.say("451 not now").await?;
                } else if counted(&shared.rejections) {
                    line.say("550 never").await?;
                } else {
                    shared.letters.lock().expect("letters").push(Letter { to, raw });
                    line.say("250 taken").await?;
                }
            }
            "QUIT" => return line.say("221 bye").await,
            _ => {
                line.say("250 ok").await?;
            }
        }
    }
}

/// A letter up to the line with a lone dot.
async fn body(line: &mut Line) -> Option<String> {
    let mut raw = String::new();
    loop {
        let said = line.read().await?;
        if said == "." {
            return Some(raw);
        }
        raw.push_str(said.strip_prefix('.').unwrap_or(&said));
        raw.push('\n');
    }
}
