//! The real program, on a port and with data of its own.

use crate::log::Log;
use crate::{Contract, Database, Postgres, SOON, eventually};
use client::Client;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

/// Where a server keeps its data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Backend {
    /// A file in the server's folder.
    #[default]
    Sqlite,
    /// A fresh database of [`Postgres::shared`].
    Postgres,
}

/// How a server is to be.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Where it keeps its data.
    pub backend: Backend,
    /// Variables beyond the usual ones, or in their place.
    pub env: Vec<(String, String)>,
}

impl Options {
    /// The usual server on this backend.
    pub fn on(backend: Backend) -> Self {
        Self { backend, env: Vec::new() }
    }

    /// The same with one more variable, like `TERTULIA_AUTH__REGISTRATION`.
    #[must_use]
    pub fn env(mut self, key: &str, value: &str) -> Self {
        self.env.push((key.to_owned(), value.to_owned()));
        self
    }
}

impl Options {
    /// The same, sending its letters to a mail server of the test.
    #[must_use]
    pub fn mailing(self, smtp: &crate::Smtp) -> Self {
        smtp.env().into_iter().fold(self, |options, (key, value)| options.env(key, &value))
    }
}

/// A server that runs until it is dropped.
pub struct Server {
    child: Child,
    folder: TempDir,
    database: Option<Database>,
    options: Options,
    port: u16,
    log: Log,
    contract: Arc<Contract>,
}

impl Server {
    /// A server on SQLite with the usual options.
    pub async fn sqlite() -> Self {
        Self::start(Options::default()).await
    }

    /// A server in an empty folder, with an empty database, ready to serve.
    ///
    /// # Panics
    /// When it does not come up, or PostgreSQL was asked for and is missing; ask
    /// [`Postgres::available`] first.
    pub async fn start(options: Options) -> Self {
        let folder = tempfile::Builder::new().prefix("tertulia-test-").tempdir().expect("a folder");
        let database = match options.backend {
            Backend::Sqlite => None,
            Backend::Postgres => Some(Postgres::shared().expect("PostgreSQL").database()),
        };
        let log = Log::default();
        let mut command = command(&options, folder.path(), database.as_ref(), 0);
        let mut child = spawn(&mut command, &log);
        let port = listening(&mut child, &log, 0).await;
        let contract = Contract::of(&format!("http://127.0.0.1:{port}")).await;
        Self { child, folder, database, options, port, log, contract }
    }

    /// Where it listens, like `http://127.0.0.1:40000`.
    pub fn base(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// A guest whose every answer is held against the contract.
    pub fn client(&self) -> Client {
        Client::new(self.base()).inspected(Arc::<Contract>::clone(&self.contract))
    }

    /// The published contract of the running server.
    pub fn contract(&self) -> &Contract {
        &self.contract
    }

    /// Its data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The address of its database.
    pub fn database_url(&self) -> String {
        self.database.as_ref().map_or_else(
            || format!("sqlite:{}", self.folder.path().join("tertulia.db").display()),
            |database| database.url().to_owned(),
        )
    }

    /// The process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Everything that it said so far, on both outputs.
    pub fn log(&self) -> String {
        self.log.text()
    }

    /// The link that makes the first administrator, once it is printed.
    pub async fn setup_link(&self) -> String {
        let link = || {
            self.log.find(0, |line| {
                Some(line.trim()).filter(|l| l.contains("/setup?token=")).map(str::to_owned)
            })
        };
        eventually("a set-up link", async || link().is_some()).await;
        link().expect("a set-up link")
    }

    /// The program with this server's environment and database, to run another command on them.
    pub fn command(&self) -> Command {
        command(&self.options, self.folder.path(), self.database.as_ref(), self.port)
    }

    /// Ends it at once, as a power cut would.
    pub fn kill9(&mut self) {
        self.child.kill().expect("a process to kill");
        self.child.wait().expect("its end");
    }

    /// Sends SIGTERM and goes on.
    pub fn ask_to_stop(&self) {
        self.signal("TERM");
    }

    /// Sends a signal by its name, like `STOP`.
    pub fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.child.id());
        let sent = Command::new("sh").args(["-c", &kill]).status().expect("sh");
        assert!(sent.success(), "{kill}");
    }

    /// Waits until it has ended by itself.
    pub async fn ended(&mut self) -> ExitStatus {
        eventually("the end of the server", async || {
            self.child.try_wait().expect("its state").is_some()
        })
        .await;
        self.child.wait().expect("its state")
    }

    /// Stops it in good order, and answers how it ended.
    pub async fn terminate(&mut self) -> ExitStatus {
        self.ask_to_stop();
        self.ended().await
    }

    /// Starts it again on the same data and port; kills it first if it still runs.
    pub async fn restart(&mut self) {
        if self.child.try_wait().expect("its state").is_none() {
            self.kill9();
        }
        let from = self.log.len();
        self.child = spawn(&mut self.command(), &self.log);
        self.port = listening(&mut self.child, &self.log, from).await;
    }

    /// The same with other variables from now on.
    pub async fn restart_with(&mut self, key: &str, value: &str) {
        self.options.env.push((key.to_owned(), value.to_owned()));
        self.restart().await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ended = self.child.kill();
        let _status = self.child.wait();
        if std::thread::panicking() {
            eprintln!("--- what the server said\n{}\n---", self.log.text());
        }
    }
}

/// The program: `TERTULIA_BIN`, or what cargo built beside the tests.
pub fn binary() -> PathBuf {
    if let Some(path) = std::env::var_os("TERTULIA_BIN") {
        return path.into();
    }
    let test = std::env::current_exe().expect("this program's place");
    let found = test.ancestors().skip(1).map(|folder| folder.join("tertulia"));
    found
        .take(3)
        .find(|file| file.is_file())
        .expect("no tertulia beside the tests; set TERTULIA_BIN")
}

fn command(options: &Options, folder: &Path, database: Option<&Database>, port: u16) -> Command {
    let mut command = Command::new(binary());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("TERTULIA_") {
            command.env_remove(name);
        }
    }
    command
        .current_dir(folder)
        .env_remove("DATABASE_URL")
        .env("TERTULIA_SERVER__BIND", format!("127.0.0.1:{port}"))
        .env("TERTULIA_SERVER__DATA_DIR", folder)
        .env("TERTULIA_AUTH__BCRYPT_COST", "4")
        .env("TERTULIA_LIMITS__ENABLED", "false")
        .envs(options.env.iter().map(|(key, value)| (key, value)));
    if let Some(database) = database {
        command.env("TERTULIA_DATABASE__URL", database.url());
    }
    command
}

fn spawn(command: &mut Command, log: &Log) -> Child {
    let command = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    log.keep(child.stdout.take().expect("its output"));
    log.keep(child.stderr.take().expect("its errors"));
    child
}

/// Waits for the line that says where it listens.
async fn listening(child: &mut Child, log: &Log, from: usize) -> u16 {
    let port = |line: &str| {
        line.split_once("listening on http://")?.1.rsplit_once(':')?.1.trim().parse().ok()
    };
    let until = std::time::Instant::now() + SOON * 2;
    loop {
        if let Some(port) = log.find(from, port) {
            return port;
        }
        let over =
            child.try_wait().expect("its state").is_some() || std::time::Instant::now() > until;
        if over {
            let _ended = child.kill();
            let _status = child.wait();
            tokio::time::sleep(Duration::from_millis(50)).await;
            panic!("the server did not come up:\n{}", log.text());
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
