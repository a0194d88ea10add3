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
    /// The arguments where little time is.
    quick: &'static str,
    backends: &'static [Backend],
    rounds: usize,
}

const SQLITE: &[Backend] = &[Backend::Sqlite];
const BOTH: &[Backend] = &[Backend::Sqlite, Backend::Postgres];
const ROUNDS: usize = 3;

const fn row(name: &'static str, args: &'static str, backends: &'static [Backend]) -> Row {
    Row { name, args, quick: args, backends, rounds: ROUNDS }
}

/// A row that is measured once: what it needs before takes longer than what it measures.
const fn once(name: &'static str, args: &'static str, quick: &'static str) -> Row {
    Row { name, args, quick, backends: BOTH, rounds: 1 }
}

/// Every row, the reference first.
const ROWS: [Row; 14] = [
    row("reference", "reference --pairs 10", SQLITE),
    row("pairs10", "pairs --pairs 10", BOTH),
    row("pairs100", "pairs --pairs 100", BOTH),
    row("stream10", "pairs --pairs 10 --window 64", BOTH),
    row("fanout", "fanout --members 200", BOTH),
    row("idle", "idle --connections 10000", SQLITE),
    row("connect", "connect", SQLITE),
    row("life", "life --pairs 100", BOTH),
    once(
        "history",
        // In memory: some machines take from memory what a file was read into, at any amount of free memory.
        "history --folder /dev/shm --messages 10000,1000000,10000000",
        "history --folder /dev/shm --messages 10000,1000000",
    ),
    once("search", "search --messages 1000000", "search --messages 100000"),
    once("export", "export --messages 1000000", "export --messages 100000"),
    once("indexing", "indexing --pairs 10", "indexing --pairs 10"),
    once(
        "chatlist",
        "chatlist --chats 1000 --messages 10000,1000000,10000000",
        "chatlist --chats 1000 --messages 10000,1000000",
    ),
    row("start", "start", SQLITE),
];

/// Where the built programs are.
struct Bench {
    programs: PathBuf,
    cluster: Cluster,
    databases: u32,
    seconds: u32,
}

/// Measures the rows named, or all, and writes them into the document; `quick` measures once, and less, and leaves
/// the document alone.
pub(crate) fn run(quick: bool, names: &[String]) -> Outcome {
    if let Some(odd) = names.iter().find(|name| !ROWS.iter().any(|row| row.name == **name)) {
        let known: Vec<_> = ROWS.iter().map(|row| row.name).collect();
        return Err(format!("there is no row {odd}; there are {}", known.join(", ")).into());
    }
    // Before the build, which is a load of our own.
    let load = load_average()?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or(root().join("target"), PathBuf::from);
    let programs = target.join("release");
    build(&programs)?;
    let seconds = if quick { 3 } else { 10 };
    let cluster = Cluster::start(Durability::Full)?;
    let mut bench = Bench { programs, cluster, databases: 0, seconds };
    let mut figures = Figures::default();
    let wanted = |row: &&Row| names.is_empty() || names.iter().any(|name| name == row.name);
    // Rounds and not rows: noise that lasts for a while then falls on all rows alike.
    for round in 1..=if quick { 1 } else { ROUNDS } {
        println!("\n=== round {round}");
        for row in ROWS.iter().filter(wanted).filter(|row| row.rounds >= round) {
            for backend in row.backends {
                figures.add(row.name, *backend, &bench.measure(row, *backend, quick)?)?;
            }
        }
    }
    println!("\n{}", figures.table());
    if quick {
        return Ok(());
    }
    figures.write(&root().join("docs/PERFORMANCE.md"), &load)
}

/// How many processes wanted a core in the last minute, on average: what else the machine did.
fn load_average() -> Outcome<String> {
    let all = std::fs::read_to_string("/proc/loadavg")?;
    Ok(all.split(' ').next().unwrap_or_default().to_owned())
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
        let args = if quick { row.quick } else { row.args };
        let mut command = Command::new(self.programs.join("loadgen"));
        command.args(args.split(' ')).arg("--server").arg(server(&self.programs, backend));
        command.args(["--seconds", &self.seconds.to_string()]);
        let mut database = None;
        if backend == Backend::Postgres {
            self.databases += 1;
            let name = format!("bench{}", self.databases);
            command.args(["--database-url", &self.cluster.database(&name)?]);
            command.args(["--postmaster", &self.cluster.postmaster()?.to_string()]);
            database = Some(name);
        }
        println!("\n--- {} on {}, load average {}", row.name, backend.name(), load_average()?);
        let output = command.stderr(std::process::Stdio::inherit()).output()?;
        if let Some(name) = database {
            // Tens of millions of rows are not left lying about while other rows are measured.
            self.cluster.drop_database(&name)?;
        }
        if !output.status.success() {
            return Err(format!("loadgen {args} on {}: {}", backend.name(), output.status).into());
        }
        Ok(String::from_utf8(output.stdout)?)
    }
}
