//! The load generator and benchmark: one subcommand per row of docs/PERFORMANCE.md.
//!
//! Each starts a private server of its own, measures for a bounded time, prints a table on stderr
//! and one line of JSON on stdout, and takes the server down.
#![expect(clippy::print_stdout, reason = "a command-line program talks on stdout")]

mod frame;
mod http;
mod index;
mod meter;
mod people;
mod proc;
mod proof;
mod report;
mod row;
mod seed;
mod server;
mod socket;
mod sql;

use clap::{Args, Parser, Subcommand};
use sql::{Place, Sql};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// What everything here answers.
type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[derive(Parser)]
#[command(about = "Measures a Tertulia server")]
struct Cli {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    row: Row,
}

/// What every row needs to know.
#[derive(Args, Clone)]
struct Options {
    /// The server's program
    #[arg(long, global = true, default_value = "target/release/tertulia")]
    server: PathBuf,
    /// An empty PostgreSQL database; without it the server uses SQLite in a folder of its own
    #[arg(long, global = true)]
    database_url: Option<String>,
    /// The first process of that PostgreSQL, so that its CPU time counts
    #[arg(long, global = true)]
    postmaster: Option<u32>,
    /// Where servers get folders of their own [default: the system's folder for temporary files]
    #[arg(long, global = true)]
    folder: Option<PathBuf>,
    /// How long to measure
    #[arg(long, global = true, default_value_t = 10)]
    seconds: u64,
}

impl Options {
    fn time(&self) -> Duration {
        Duration::from_secs(self.seconds.clamp(1, 60))
    }

    /// The same with a second empty database: beside a PostgreSQL database, made anew, it stays.
    async fn beside(&self) -> Outcome<Self> {
        let Some(url) = &self.database_url else { return Ok(self.clone()) };
        let (place, settings) = url.split_at(url.find('?').unwrap_or(url.len()));
        let (_, name) = place.rsplit_once('/').ok_or("the URL names no database")?;
        Sql::open(&Place::Postgres(url.clone()))?
            .run(&format!(
                "DROP DATABASE IF EXISTS \"{name}_beside\" WITH (FORCE);\n\
                 CREATE DATABASE \"{name}_beside\";"
            ))
            .await?;
        let url = format!("{place}_beside{settings}");
        Ok(Self { database_url: Some(url), ..self.clone() })
    }
}

#[derive(Subcommand)]
enum Row {
    /// Two people each, taking turns: messages per second, latency, CPU per message
    Pairs {
        /// How many pairs
        #[arg(long, default_value_t = 10)]
        pairs: usize,
        /// How many messages one may have on the way; beyond 1 only one of the two writes
        #[arg(long, default_value_t = 1)]
        window: usize,
    },
    /// One group, everybody online, the next message when all have the last: CPU per delivery
    Fanout {
        /// How many members
        #[arg(long, default_value_t = 200)]
        members: usize,
    },
    /// Memory per connection that does nothing
    Idle {
        /// How many connections
        #[arg(long, default_value_t = 10_000)]
        connections: usize,
    },
    /// CPU per socket opened with a token, greeted and closed
    Connect,
    /// CPU per page of 50 messages, newest and at any depth, of long histories beside the shortest
    History {
        /// Lengths of history, ascending
        #[arg(long, value_delimiter = ',', default_values_t = [10_000, 1_000_000])]
        messages: Vec<u64>,
    },
    /// Latency of searches over all chats, once they are indexed
    Search {
        /// How many messages
        #[arg(long, default_value_t = 100_000)]
        messages: u64,
    },
    /// Memory that the server takes for the export of one long chat, in both formats
    Export {
        /// How many messages
        #[arg(long, default_value_t = 100_000)]
        messages: u64,
    },
    /// CPU per sent message with the index of what is searched and without, and how far it lags
    Indexing {
        /// How many pairs write
        #[arg(long, default_value_t = 10)]
        pairs: usize,
    },
    /// Latency of the list of chats with unread counts
    Chatlist {
        /// How many chats the person is in
        #[arg(long, default_value_t = 1_000)]
        chats: usize,
        /// How many messages are in all of them, ascending
        #[arg(long, value_delimiter = ',', default_values_t = [10_000, 1_000_000])]
        messages: Vec<u64>,
    },
    /// Reactions, edits and read receipts: rate, CPU, latency
    Life {
        /// How many pairs
        #[arg(long, default_value_t = 100)]
        pairs: usize,
    },
    /// Time from the start to the first answer, and memory then
    Start,
    /// The floor: 100 bytes through a bare TCP relay, pairs taking turns
    Reference {
        /// How many pairs
        #[arg(long, default_value_t = 10)]
        pairs: usize,
    },
    /// The relay of `reference`, as a process of its own
    #[command(hide = true)]
    Relay,
}

fn main() -> ExitCode {
    if let Err(error) = proc::raise_file_limit() {
        eprintln!("loadgen: the limit of open files stays as it is: {error}");
    }
    let cli = Cli::parse();
    let outcome = tokio::runtime::Runtime::new()
        .map_err(Into::into)
        .and_then(|runtime| runtime.block_on(run(cli)));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("loadgen: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> Outcome {
    let options = &cli.options;
    let report = match cli.row {
        Row::Pairs { pairs, window } => row::pairs::run(options, pairs, window).await?,
        Row::Fanout { members } => row::fanout::run(options, members).await?,
        Row::Idle { connections } => row::idle::run(options, connections).await?,
        Row::Connect => row::connect::run(options).await?,
        Row::History { messages } => row::history::run(options, &messages).await?,
        Row::Search { messages } => row::search::run(options, messages).await?,
        Row::Export { messages } => row::export::run(options, messages).await?,
        Row::Indexing { pairs } => row::indexing::run(options, pairs).await?,
        Row::Chatlist { chats, messages } => row::chatlist::run(options, chats, &messages).await?,
        Row::Life { pairs } => row::life::run(options, pairs).await?,
        Row::Start => row::start::run(options).await?,
        Row::Reference { pairs } => row::reference::run(options, pairs).await?,
        Row::Relay => return row::reference::relay().await,
    };
    report.print()
}
