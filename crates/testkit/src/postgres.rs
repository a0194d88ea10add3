//! A private PostgreSQL, one for all tests of a process.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// A PostgreSQL server where databases may be made.
pub struct Postgres {
    /// The address without the database's name.
    base: String,
    maintenance: String,
    /// Stops a private cluster when this process ends, however it ends.
    watchdog: Option<Child>,
}

/// An empty database; dropped with its last user.
pub struct Database {
    url: String,
}

static SHARED: OnceLock<Option<Postgres>> = OnceLock::new();
static NEXT: AtomicU32 = AtomicU32::new(1);

impl Postgres {
    /// The server of `TERTULIA_TEST_POSTGRES`, else a private cluster; none without PostgreSQL.
    ///
    /// # Panics
    /// When PostgreSQL is missing though `CI` is set, or when it does not start.
    pub fn shared() -> Option<&'static Self> {
        SHARED.get_or_init(Self::find).as_ref()
    }

    /// Whether tests on PostgreSQL can run; says so when they can't.
    pub fn available() -> bool {
        let found = Self::shared().is_some();
        if !found {
            eprintln!("skipped: PostgreSQL is not installed");
        }
        found
    }

    /// Makes an empty database.
    pub fn database(&self) -> Database {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("tertulia_test_{}_{number}", std::process::id());
        self.run(&format!("create database {name}"));
        Database { url: format!("{}/{name}", self.base) }
    }

    /// Runs a statement as superuser in the maintenance database.
    pub fn run(&self, sql: &str) {
        let psql = program("psql").expect("psql was not found");
        let mut command = Command::new(psql);
        command.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", &self.maintenance, "-c", sql]);
        let output = command.stdin(Stdio::null()).output().expect("psql starts");
        assert!(output.status.success(), "{sql}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn find() -> Option<Self> {
        if let Ok(url) = std::env::var("TERTULIA_TEST_POSTGRES") {
            let base = url.rsplit_once('/').map_or(url.as_str(), |(base, _)| base).to_owned();
            return Some(Self { base, maintenance: url, watchdog: None });
        }
        let Some(initdb) = program("initdb") else {
            assert!(std::env::var_os("CI").is_none(), "PostgreSQL is not installed");
            return None;
        };
        Some(Self::private(&initdb.with_file_name("pg_ctl"), &initdb))
    }

    fn private(pg_ctl: &std::path::Path, initdb: &std::path::Path) -> Self {
        let folder =
            tempfile::Builder::new().prefix("tertulia-test-pg-").tempdir().expect("a folder");
        // It outlives this struct, which is never dropped: the watchdog removes it.
        let folder = folder.keep();
        let place = folder.display();
        // PostgreSQL refuses to run as root.
        let root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n");
        let runuser = if root { "runuser -u postgres -- " } else { "" };
        if root {
            shell(&format!("chown postgres '{place}'"));
        }
        let (pg_ctl, initdb) = (pg_ctl.display(), initdb.display());
        shell(&format!(
            "cd '{place}' && {runuser}'{initdb}' -A trust -U tertulia -E UTF8 --locale=C.UTF-8 --no-sync -D '{place}/data'"
        ));
        let stop = format!(
            "read -r _; cd '{place}'; {runuser}'{pg_ctl}' -D '{place}/data' -m immediate -w stop; rm -rf '{place}'"
        );
        let watchdog = Command::new("sh")
            .args(["-c", &stop])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("sh");
        let port = crate::free_port();
        shell(&format!(
            "cd '{place}' && {runuser}'{pg_ctl}' -D '{place}/data' -w -t 60 -l '{place}/data/log' -o '-p {port} \
             -c listen_addresses=127.0.0.1 -c unix_socket_directories={place} -c max_connections=300 \
             -c fsync=off -c synchronous_commit=off -c full_page_writes=off' start >/dev/null 2>&1"
        ));
        let base = format!("postgres://tertulia@127.0.0.1:{port}");
        Self { maintenance: format!("{base}/postgres"), base, watchdog: Some(watchdog) }
    }
}

impl Database {
    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let name = self.url.rsplit('/').next().unwrap_or_default();
        // A private cluster goes as a whole.
        if let Some(external) = Postgres::shared().filter(|p| p.watchdog.is_none()) {
            external.run(&format!("drop database if exists {name} with (force)"));
        }
    }
}

/// A program of PostgreSQL: Debian keeps most of them off the path.
fn program(name: &str) -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = versions.map(|entry| entry.path().join("bin")).collect();
    folders.sort();
    folders.reverse();
    folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    folders.into_iter().map(|folder| folder.join(name)).find(|file| file.is_file())
}

fn shell(line: &str) {
    // Into a file: a server that pg_ctl started would keep a pipe open.
    let said = tempfile::NamedTempFile::new().expect("a file");
    let status = Command::new("sh")
        .args(["-c", line])
        .stdin(Stdio::null())
        .stdout(said.reopen().expect("the file"))
        .stderr(said.reopen().expect("the file"))
        .status()
        .expect("sh");
    let text = std::fs::read_to_string(said.path()).unwrap_or_default();
    assert!(status.success(), "{line}: {status}\n{text}");
}
