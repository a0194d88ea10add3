//! The database behind the doors: what is seeded, and how far the index is.
//!
//! By the databases' own command lines, so that the load generator links neither.

use crate::Outcome;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// Comes back after the rows of an answer.
const MARK: &str = "-- that is all --";

/// Where a server's database is.
#[derive(Clone)]
pub(crate) enum Place {
    /// A file.
    Sqlite(PathBuf),
    /// A URL.
    Postgres(String),
}

/// A session with the database, beside the server's own.
pub(crate) struct Sql {
    place: Place,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    child: Child,
}

impl Sql {
    /// Opens a session; it ends when dropped.
    pub(crate) fn open(place: &Place) -> Outcome<Self> {
        let (program, args) = match place {
            Place::Sqlite(file) => ("sqlite3", vec!["-batch".into(), "-bail".into(), file.into()]),
            Place::Postgres(url) => {
                let options = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", url.as_str()];
                ("psql", options.iter().map(OsString::from).collect())
            }
        };
        let mut child = Command::new(program)
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("{program} is needed to look at the database: {error}"))?;
        let input = child.stdin.take().ok_or("no input")?;
        let output = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
        Ok(Self { place: place.clone(), input, output, child })
    }

    /// Runs statements, each ended by a semicolon; answers the rows of all of them, with `|` between columns.
    pub(crate) async fn run(&mut self, text: &str) -> Outcome<Vec<String>> {
        self.input.write_all(text.as_bytes()).await?;
        self.input.write_all(format!("\nSELECT '{MARK}';\n").as_bytes()).await?;
        self.input.flush().await?;
        let mut rows = Vec::new();
        while let Some(line) = self.output.next_line().await? {
            if line == MARK {
                return Ok(rows);
            }
            rows.push(line);
        }
        let status = self.child.wait().await?;
        Err(format!("the database's command line ended ({status}) at: {text:.200}").into())
    }

    /// The numbers of the only row that a statement has.
    pub(crate) async fn numbers(&mut self, text: &str) -> Outcome<Vec<u64>> {
        let rows = self.run(text).await?;
        let row = rows.first().ok_or("no row")?;
        row.split('|').map(|number| Ok(number.parse()?)).collect()
    }

    /// Prepares for writing very much while no server runs. Nothing that is lost by a crash matters.
    pub(crate) async fn begin_bulk(&mut self) -> Outcome {
        let prepare = match self.place {
            Place::Sqlite(_) => {
                "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; \
                 PRAGMA temp_store = MEMORY; PRAGMA cache_size = -800000;"
            }
            Place::Postgres(_) => "SET synchronous_commit = off; SET work_mem = '256MB';",
        };
        self.run(prepare).await.map(drop)
    }

    /// Leaves the database as it is when it has rested: what PostgreSQL's housekeeping would have done is
    /// done, and everything is in its file. SQLite has no statistics, as the server makes none.
    pub(crate) async fn end_bulk(&mut self) -> Outcome {
        let finish = match self.place {
            Place::Sqlite(_) => {
                "PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL; \
                 PRAGMA main.wal_checkpoint(TRUNCATE);"
            }
            Place::Postgres(_) => "VACUUM (ANALYZE); CHECKPOINT;",
        };
        self.run(finish).await.map(drop)
    }
}
