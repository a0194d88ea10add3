//! The binary `tertulia`: configuration, composition, command line.
//!
//! The only place that knows every crate. It reads the clock, the environment and the system's
//! source of chance, and hands them to those who need them.

mod backend;
mod cli;
mod clock;
mod command;
mod compose;
mod config;
mod mail;
mod push;
mod secret;
mod serve;

#[cfg(not(any(feature = "sqlite", feature = "postgres")))]
compile_error!("choose a database: --features sqlite, postgres or both");

use clap::Parser;
use std::process::ExitCode;

/// Anything that ends the program, told to a person.
type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tertulia: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: cli::Cli) -> Outcome {
    let config = config::load(&cli.overrides())?;
    match cli.command.unwrap_or(cli::Command::Serve) {
        cli::Command::Serve => serve::run(&config),
        cli::Command::Migrate { check } => command::migrate::run(&config, check),
        cli::Command::User { command } => command::user::run(&config, &command),
        cli::Command::Invite { command } => command::invite::run(&config, &command),
        cli::Command::Setting { command } => command::invite::setting(&config, &command),
        cli::Command::Export(export) => command::export::run(&config, &export),
        cli::Command::Config => command::config::run(&config),
    }
}
