//! A private PostgreSQL: its own folder, its own port, gone when dropped.

use crate::Outcome;
use crate::packages::is_root;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// How much the cluster cares for the disk.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// As in production: for figures.
    Full,
    /// Nothing is synced: for tests.
    None,
}

/// A running PostgreSQL cluster on 127.0.0.1, stopped on drop.
pub(crate) struct Cluster {
    folder: TempDir,
    port: u16,
    pg_ctl: PathBuf,
    owner: Option<&'static str>,
}

impl Cluster {
    /// Makes and starts a cluster on a free port.
    pub(crate) fn start(durability: Durability) -> Outcome<Self> {
        let initdb = find("initdb").ok_or("initdb was not found; install postgresql")?;
        let pg_ctl = find("pg_ctl").ok_or("pg_ctl was not found; install postgresql")?;
        let folder = tempfile::Builder::new().prefix("tertulia-pg-").tempdir()?;
        // PostgreSQL refuses to run as root.
        let owner = is_root().then_some("postgres");
        if let Some(owner) = owner {
            quiet(Command::new("chown").arg(owner).arg(folder.path()))?;
        }
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let cluster = Self { folder, port, pg_ctl, owner };
        let data = cluster.data();
        let mut init = cluster.as_owner(&initdb);
        init.args(["-A", "trust", "-U", "tertulia", "-E", "UTF8", "--no-sync", "-D"]).arg(&data);
        quiet(init.arg("--locale=C.UTF-8"))?;
        let mut up = cluster.as_owner(&cluster.pg_ctl);
        up.arg("-D").arg(&data).args(["-w", "-t", "60", "-l"]).arg(data.join("log"));
        quiet(up.arg("-o").arg(cluster.options(durability)).arg("start"))?;
        Ok(cluster)
    }

    /// The address of its maintenance database, for a superuser without password.
    pub(crate) fn url(&self) -> String {
        format!("postgres://tertulia@127.0.0.1:{}/postgres", self.port)
    }

    /// Makes an empty database and answers its address.
    pub(crate) fn database(&self, name: &str) -> Outcome<String> {
        let createdb = find("createdb").ok_or("createdb was not found; install postgresql")?;
        let mut create = self.as_owner(&createdb);
        create.args(["-h", "127.0.0.1", "-U", "tertulia", "-p", &self.port.to_string(), name]);
        quiet(&mut create)?;
        Ok(format!("postgres://tertulia@127.0.0.1:{}/{name}", self.port))
    }

    /// Removes a database, whoever is connected.
    pub(crate) fn drop_database(&self, name: &str) -> Outcome {
        let dropdb = find("dropdb").ok_or("dropdb was not found; install postgresql")?;
        let mut drop = self.as_owner(&dropdb);
        drop.args(["--force", "-h", "127.0.0.1", "-U", "tertulia", "-p", &self.port.to_string()]);
        quiet(drop.arg(name))
    }

    /// The process that is the parent of all the cluster's processes.
    pub(crate) fn postmaster(&self) -> Outcome<u32> {
        let mut read = self.as_owner(Path::new("cat"));
        let text = read.arg(self.data().join("postmaster.pid")).output()?.stdout;
        let text = String::from_utf8_lossy(&text).into_owned();
        Ok(text.lines().next().unwrap_or_default().parse()?)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn options(&self, durability: Durability) -> String {
        let folder = self.folder.path().display();
        let how = match durability {
            Durability::Full => buffers(),
            Durability::None => {
                " -c fsync=off -c synchronous_commit=off -c full_page_writes=off".to_owned()
            }
        };
        format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} \
             -c max_connections=400{how}",
            self.port
        )
    }

    fn as_owner(&self, program: &Path) -> Command {
        let mut command = match self.owner {
            Some(owner) => {
                let mut command = Command::new("runuser");
                command.args(["-u", owner, "--"]).arg(program);
                command
            }
            None => Command::new(program),
        };
        // The repository may be closed to the owner of the cluster.
        command.current_dir(self.folder.path());
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut stop = self.as_owner(&self.pg_ctl);
        stop.arg("-D").arg(self.data()).args(["-m", "immediate", "-w", "stop"]);
        if let Err(error) = quiet(&mut stop) {
            eprintln!("the private PostgreSQL did not stop: {error}");
        }
    }
}

/// A program of PostgreSQL: Debian keeps them off the path.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = versions.map(|entry| entry.path().join("bin")).collect();
    folders.sort();
    folders.reverse();
    let path = std::env::var_os("PATH").unwrap_or_default();
    folders.extend(std::env::split_paths(&path));
    folders.into_iter().map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// Runs a command and shows its output only when it fails.
fn quiet(command: &mut Command) -> Outcome {
    // pg_ctl's server keeps the inherited handles: a pipe would never end.
    let errors = tempfile::tempfile()?;
    let status = command
        .stdin(Stdio::null())
        .stdout(errors.try_clone()?)
        .stderr(errors.try_clone()?)
        .status()?;
    if status.success() {
        return Ok(());
    }
    let mut text = String::new();
    let mut errors = errors;
    std::io::Seek::rewind(&mut errors)?;
    std::io::Read::read_to_string(&mut errors, &mut text)?;
    Err(format!("{command:?}: {status}\n{text}").into())
}

/// A quarter of the memory, as PostgreSQL's documentation advises for a server of its own
/// (<https://www.postgresql.org/docs/current/runtime-config-resource.html>): with the 128 MiB of an untouched one, pages
/// of a long history would come from the kernel each time.
fn buffers() -> String {
    let text = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"));
    let kib: Option<u64> = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    kib.map_or_else(String::new, |kib| format!(" -c shared_buffers={}kB", kib / 4))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_comes_and_goes() {
        if find("initdb").is_none() {
            eprintln!("skipped: PostgreSQL is not installed");
            return;
        }
        let cluster = Cluster::start(Durability::None).unwrap();
        assert!(cluster.database("first").unwrap().ends_with("/first"));
        assert!(cluster.database("first").is_err());
        cluster.drop_database("first").unwrap();
        assert!(cluster.drop_database("first").is_err());
        let pid = cluster.postmaster().unwrap();
        assert!(Path::new(&format!("/proc/{pid}")).exists());
        let (folder, port) = (cluster.folder.path().to_path_buf(), cluster.port);
        drop(cluster);
        assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_err());
        assert!(!folder.exists());
    }
}
