//! Developer tasks: `cargo xtask test`, `cargo xtask tidy`, `cargo xtask bench`.
#![expect(clippy::print_stdout, reason = "a command-line program talks on stdout")]

mod axe;
mod bench;
mod cluster;
mod figures;
mod packages;
mod probe;
mod step;
mod suite;
mod tidy;

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// What every task answers.
type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Developer tasks of Tertulia")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Formatting, lints, the rules of the repository and every test
    Test {
        /// Leave out the variants with one backend, the examples and the documentation
        #[arg(long)]
        quick: bool,
    },
    /// The rules of the repository: edges between crates, sizes, names, migrations, documents
    Tidy,
    /// Build with optimisation, measure against private servers, write docs/PERFORMANCE.md
    Bench {
        /// One short run over less data instead of the medians of three; the document stays as it is
        #[arg(long)]
        quick: bool,
        /// Only these rows; in the document the others stay as they are
        #[arg(long, value_delimiter = ',')]
        rows: Vec<String>,
    },
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().task {
        Task::Test { quick } => suite::run(quick),
        Task::Tidy => tidy::run(&root()).and_then(|()| tidy::routes(&root())),
        Task::Bench { quick, rows } => bench::run(quick, &rows),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The root of the repository.
fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).map_or(here.clone(), PathBuf::from)
}
