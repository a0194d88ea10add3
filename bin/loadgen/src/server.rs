//! A private server, started for one row and gone when dropped.

use crate::{Options, Outcome};
use std::fs::File;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// How long a server may take until it listens.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running server.
pub(crate) struct Server {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// Its process, and PostgreSQL's when there is one.
    pub(crate) pids: Vec<u32>,
    /// When its process was started.
    pub(crate) started: Instant,
    child: Child,
    _folder: Option<TempDir>,
}

impl Server {
    /// Starts a server in an empty folder of its own.
    pub(crate) async fn start(options: &Options) -> Outcome<Self> {
        let folder = tempfile::Builder::new().prefix("tertulia-load-").tempdir()?;
        let server = Self::start_in(options, folder.path()).await?;
        Ok(Self { _folder: Some(folder), ..server })
    }

    /// Starts a server in a folder that stays.
    pub(crate) async fn start_in(options: &Options, folder: &Path) -> Outcome<Self> {
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
            .env("TERTULIA_AUTH__BCRYPT_COST", "4")
            .env("TERTULIA_AUTH__REGISTRATION", "open")
            .env("TERTULIA_LIMITS__ENABLED", "false")
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
        Ok(Self { address, pids, started, child, _folder: None })
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
