#![expect(clippy::doc_markdown, reason = "these comments are the help text of a terminal")]

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Tertulia: a chat server that you run yourself.
///
/// Without a command it serves: the web client and the API on http://127.0.0.1:8080, its data in
/// ./data. Every setting is also a key of tertulia.toml and an environment variable
/// TERTULIA_SECTION__KEY; flags win over variables, variables over the file. `tertulia config`
/// prints what is in force.
#[derive(Parser)]
#[command(version, max_term_width = 100)]
pub(crate) struct Cli {
    /// Where to listen, like 127.0.0.1:8080 or 0.0.0.0:80; port 0 takes a free one.
    #[arg(long, global = true, value_name = "ADDRESS")]
    bind: Option<String>,
    /// The folder for database and secrets; made when missing.
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// sqlite:PATH or postgres://USER@HOST/DATABASE.
    #[arg(long, global = true, value_name = "URL")]
    database_url: Option<String>,
    /// The configuration file; ./tertulia.toml when there is one.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// What flags say, over file and environment.
pub(crate) struct Overrides {
    pub(crate) file: Option<PathBuf>,
    pub(crate) bind: Option<String>,
    pub(crate) data_dir: Option<PathBuf>,
    pub(crate) database_url: Option<String>,
}

impl Cli {
    pub(crate) fn overrides(&self) -> Overrides {
        Overrides {
            file: self.config.clone(),
            bind: self.bind.clone(),
            data_dir: self.data_dir.clone(),
            database_url: self.database_url.clone(),
        }
    }
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Serves until it is told to stop (SIGTERM, Ctrl+C). The default.
    Serve,
    /// Brings the database to the newest schema, and nothing else.
    Migrate {
        /// Only tells what is missing; exits with 1 when something is.
        #[arg(long)]
        check: bool,
    },
    /// Accounts.
    User {
        #[command(subcommand)]
        command: User,
    },
    /// Prints the configuration in force, without secrets.
    Config,
}

#[derive(Subcommand)]
pub(crate) enum User {
    /// Makes an account. The password is read from the terminal or, when piped, from standard input.
    Create(NewUser),
}

#[derive(Args)]
pub(crate) struct NewUser {
    /// The username.
    pub(crate) username: String,
    /// The e-mail address.
    #[arg(long)]
    pub(crate) email: String,
    /// The name that others read; the username when missing.
    #[arg(long)]
    pub(crate) display_name: Option<String>,
    /// May administer the server.
    #[arg(long)]
    pub(crate) admin: bool,
}
