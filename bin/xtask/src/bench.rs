//! Runs the load generator over every row and keeps docs/PERFORMANCE.md true.

use crate::cluster::{Cluster, Durability};
use crate::figures::{Backend, Figures};
use crate::{Outcome, root};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A row: its name on the command line, the arguments of `loadgen`, and whether the database matters.
pub(crate) struct Row {
    /// What `--rows` and the table call it.
    pub(crate) name: &'static str,
    args: &'static str,
    backends: &'static [Backend],
}

const SQLITE: &[Backend] = &[Backend::Sqlite];
const BOTH: &[Backend] = &[Backend::Sqlite, Backend::Postgres];

/// Every row, the reference first.
const ROWS: [Row; 11] = [
    Row { name: "reference", args: "reference --pairs 10", backends: SQLITE },
    Row { name: "pairs10", args: "pairs --pairs 10", backends: BOTH },
    Row { name: "pairs100", args: "pairs --pairs 100", backends: BOTH },
    Row { name: "stream10", args: "pairs --pairs 10 --window 64", backends: BOTH },
    Row { name: "fanout", args: "fanout --members 200", backends: BOTH },
    Row { name: "idle", args: "idle --connections 10000", backends: SQLITE },
    Row { name: "connect", args: "connect", backends: SQLITE },
    Row { name: "history", args: "history --messages 10000,100000,1000000", backends: BOTH },
    Row { name: "search", args: "search --messages 1000000", backends: BOTH },
    Row { name: "chatlist", args: "chatlist --chats 1000", backends: BOTH },
    Row { name: "start", args: "start", backends: SQLITE },
];

/// Where the built programs are.
struct Bench {
    programs: PathBuf,
    cluster: Cluster,
    databases: u32,
    seconds: u32,
}

/// Measures the rows named, or all; `quick` measures once and leaves the document alone.
pub(crate) fn run(quick: bool, names: &[String]) -> Outcome {
    if let Some(odd) = names.iter().find(|name| !ROWS.iter().any(|row| row.name == **name)) {
        let known: Vec<_> = ROWS.iter().map(|row| row.name).collect();
        return Err(format!("there is no row {odd}; there are {}", known.join(", ")).into());
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or(root().join("target"), PathBuf::from);
    let programs = target.join("release");
    build(&programs)?;
    let seconds = if quick { 3 } else { 10 };
    let cluster = Cluster::start(Durability::Full)?;
    let mut bench = Bench { programs, cluster, databases: 0, seconds };
    let mut figures = Figures::default();
    // Rounds and not rows: noise that lasts for a while then falls on all rows alike.
    for round in 1..=if quick { 1 } else { 3 } {
        println!("\n=== round {round}");
        for row in ROWS.iter().filter(|row| names.is_empty() || names.iter().any(|n| n == row.name))
        {
            for backend in row.backends {
                figures.add(row.name, *backend, &bench.measure(row, *backend, quick)?)?;
            }
        }
    }
    if quick || !names.is_empty() {
        println!("\n{}", figures.table());
        return Ok(());
    }
    figures.write(&root().join("docs/PERFORMANCE.md"))
}

/// Builds the server twice, each as its operators would: PostgreSQL's client library alone brings
/// four MiB of others with it.
fn build(programs: &Path) -> Outcome {
    for (backend, features) in
        [(Backend::Sqlite, ""), (Backend::Postgres, " --features tertulia/postgres")]
    {
        let args = format!("build --release -p tertulia -p loadgen{features}");
        let status = Command::new("cargo").args(args.split(' ')).current_dir(root()).status()?;
        if !status.success() {
            return Err(format!("cargo {args}: {status}").into());
        }
        std::fs::copy(programs.join("tertulia"), server(programs, backend))?;
    }
    Ok(())
}

fn server(programs: &Path, backend: Backend) -> PathBuf {
    programs.join(format!("tertulia-{}", backend.name().to_lowercase()))
}

impl Bench {
    /// One run of the load generator; answers its line of JSON.
    fn measure(&mut self, row: &Row, backend: Backend, quick: bool) -> Outcome<String> {
        let args = if quick { row.args.replace(",1000000", "") } else { row.args.to_owned() };
        let mut command = Command::new(self.programs.join("loadgen"));
        command.args(args.split(' ')).arg("--server").arg(server(&self.programs, backend));
        command.args(["--seconds", &self.seconds.to_string()]);
        if backend == Backend::Postgres {
            self.databases += 1;
            let url = self.cluster.database(&format!("bench{}", self.databases))?;
            command.args(["--database-url", &url]);
            command.args(["--postmaster", &self.cluster.postmaster()?.to_string()]);
        }
        println!("\n--- {} on {}", row.name, backend.name());
        let output = command.stderr(std::process::Stdio::inherit()).output()?;
        if !output.status.success() {
            return Err(format!("loadgen {args} on {}: {}", backend.name(), output.status).into());
        }
        Ok(String::from_utf8(output.stdout)?)
    }
}
