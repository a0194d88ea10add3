//! A server that was built already, started for a question and stopped.

use crate::Outcome;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// A private server in a folder of its own, killed on drop.
pub(crate) struct Server {
    child: Child,
    address: String,
    /// Kept open: a program that can't write to its output ends.
    _output: BufReader<ChildStdout>,
    _folder: TempDir,
}

impl Server {
    /// Starts the newest of the built servers; `None` when there is none.
    pub(crate) fn built(root: &Path) -> Outcome<Option<Self>> {
        let target =
            std::env::var_os("CARGO_TARGET_DIR").map_or(root.join("target"), PathBuf::from);
        let profiles = ["debug", "release"].map(|profile| target.join(profile).join("tertulia"));
        let age = |path: &PathBuf| std::fs::metadata(path).and_then(|m| m.modified()).ok();
        let newest = profiles.into_iter().filter(|path| path.is_file()).max_by_key(age);
        newest.map(|program| Self::start(&program)).transpose()
    }

    fn start(program: &Path) -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        let mut child = Command::new(program)
            .args(["--bind", "127.0.0.1:0", "--data-dir"])
            .arg(folder.path())
            .current_dir(folder.path())
            .env_remove("DATABASE_URL")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut output = BufReader::new(child.stdout.take().ok_or("no output")?);
        let mut line = String::new();
        while output.read_line(&mut line)? > 0 {
            if let Some((_, address)) = line.split_once("listening on http://") {
                let address = address.trim().to_owned();
                return Ok(Self { child, address, _output: output, _folder: folder });
            }
            line.clear();
        }
        child.wait()?;
        Err(format!("{} said nothing of where it listens", program.display()).into())
    }

    /// The body of an answer.
    pub(crate) fn get(&self, path: &str) -> Outcome<String> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        // HTTP/1.0: no chunks, and the connection ends with the body.
        write!(stream, "GET {path} HTTP/1.0\r\nHost: {}\r\n\r\n", self.address)?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let (head, body) = answer.split_once("\r\n\r\n").ok_or("no answer")?;
        match head.split(' ').nth(1) {
            Some("200") => Ok(body.to_owned()),
            _ => Err(format!("GET {path}: {}", head.lines().next().unwrap_or_default()).into()),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(error) = self.child.kill().and_then(|()| self.child.wait()) {
            eprintln!("the private server did not stop: {error}");
        }
    }
}
