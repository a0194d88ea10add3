//! A private server, started for one row and gone when dropped.

use crate::sql::{Place, Sql};
use crate::{Options, Outcome};
use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// How long a server may take until it listens.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long it may take to end in good order.
const FAREWELL: Duration = Duration::from_secs(40);
/// As operators set it, but that no limit, no slow hash and no token's end comes into the figures, and that what
/// was seeded as old may still be edited.
const SETTINGS: [(&str, &str); 5] = [
    ("TERTULIA_AUTH__BCRYPT_COST", "4"),
    ("TERTULIA_AUTH__REGISTRATION", "open"),
    ("TERTULIA_AUTH__ACCESS_TTL_S", "86400"),
    ("TERTULIA_LIMITS__ENABLED", "false"),
    ("TERTULIA_MESSAGES__EDIT_WINDOW_S", "-1"),
];

/// A running server.
pub(crate) struct Server {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// Its process, and PostgreSQL's when there is one.
    pub(crate) pids: Vec<u32>,
    /// When its process was started.
    pub(crate) started: Instant,
    child: Child,
    options: Options,
    data: PathBuf,
    /// Removed with the last server that has it.
    folder: Option<TempDir>,
}

impl Server {
    /// Starts a server in an empty folder of its own.
    pub(crate) async fn start(options: &Options) -> Outcome<Self> {
        let above = options.folder.clone().unwrap_or_else(std::env::temp_dir);
        let folder = tempfile::Builder::new().prefix("tertulia-load-").tempdir_in(above)?;
        let server = Self::start_in(options, folder.path()).await?;
        Ok(Self { folder: Some(folder), ..server })
    }

    /// Starts a server in a folder that stays.
    pub(crate) async fn start_in(options: &Options, folder: &Path) -> Outcome<Self> {
        Self::start_set(options, folder, &[]).await
    }

    async fn start_set(
        options: &Options,
        folder: &Path,
        settings: &[(&str, &str)],
    ) -> Outcome<Self> {
        let program = std::fs::canonicalize(&options.server)
            .map_err(|error| format!("{}: {error}", options.server.display()))?;
        let log = folder.join("stderr.log");
        let mut command = Command::new(program);
        command.args(["--bind", "127.0.0.1:0", "--data-dir"]).arg(folder).current_dir(folder);
        if let Some(url) = &options.database_url {
            command.args(["--database-url", url]);
        }
        command
            .env_remove("DATABASE_URL")
            .envs(SETTINGS)
            .envs(settings.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&log)?)
            .kill_on_drop(true);
        let started = Instant::now();
        let mut child = command.spawn()?;
        let pid = child.id().ok_or("the server ended at once")?;
        let listening = tokio::time::timeout(PATIENCE, listening(&mut child)).await;
        let address =
            listening.map_err(Into::into).and_then(|address| address).map_err(|error| {
                let said = std::fs::read_to_string(&log).unwrap_or_default();
                format!("the server did not come up: {error}\n{said}")
            })?;
        let pids = std::iter::once(pid).chain(options.postmaster).collect();
        let (options, data) = (options.clone(), folder.to_owned());
        Ok(Self { address, pids, started, child, options, data, folder: None })
    }

    /// Ends the server in good order; its data stay.
    pub(crate) async fn stop(&mut self) -> Outcome {
        let pid = self.pid().to_string();
        let told = Command::new("kill").args(["-TERM", &pid]).status().await?;
        let status = tokio::time::timeout(FAREWELL, self.child.wait()).await??;
        if told.success() && status.success() {
            Ok(())
        } else {
            Err(format!("the server did not end in good order: {status}").into())
        }
    }

    /// Starts a server that was stopped over the same data, at another address.
    pub(crate) async fn again(self, settings: &[(&str, &str)]) -> Outcome<Self> {
        let server = Self::start_set(&self.options, &self.data, settings).await?;
        Ok(Self { folder: self.folder, ..server })
    }

    /// A session with its database.
    pub(crate) fn sql(&self) -> Outcome<Sql> {
        let file = || Place::Sqlite(self.data.join("tertulia.db"));
        Sql::open(&self.options.database_url.clone().map_or_else(file, Place::Postgres))
    }

    /// The server's own process.
    pub(crate) fn pid(&self) -> u32 {
        self.pids.first().copied().unwrap_or_default()
    }

    /// Ends the server at once and waits until it is gone.
    pub(crate) async fn kill(mut self) -> Outcome {
        Ok(self.child.kill().await?)
    }
}

/// Reads the server's output until it says where it listens; reads on in the background, so that
/// the pipe never fills up.
async fn listening(child: &mut Child) -> Outcome<SocketAddr> {
    let output = child.stdout.take().ok_or("no output")?;
    let mut lines = BufReader::new(output).lines();
    while let Some(line) = lines.next_line().await? {
        if let Some((_, address)) = line.split_once("listening on http://") {
            let address = address.trim().trim_end_matches('/').parse()?;
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Ok(address);
        }
    }
    Err("it ended without saying where it listens".into())
}
