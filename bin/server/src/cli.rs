#![expect(clippy::doc_markdown, reason = "these comments are the help text of a terminal")]

use clap::{Args, Parser, Subcommand, ValueEnum};
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
    /// Links that let people in.
    Invite {
        #[command(subcommand)]
        command: Invite,
    },
    /// What may be changed while the server runs.
    Setting {
        #[command(subcommand)]
        command: Setting,
    },
    /// Writes what somebody sees of their chats to a file, as they would get it themselves.
    Export(Export),
    /// Prints the configuration in force, without secrets.
    Config,
}

#[derive(Subcommand)]
pub(crate) enum User {
    /// Makes an account. The password is read from the terminal or, when piped, from standard input.
    Create(NewUser),
    /// Lists accounts by username.
    List(ListUsers),
    /// Shuts somebody out. A running server closes their sockets within a minute.
    Suspend(Who),
    /// Lets somebody in again.
    Restore(Who),
    /// Makes somebody an administrator.
    Promote(Who),
    /// Makes an administrator a person like any other.
    Demote(Who),
    /// Prints a link for a new password, to be handed over; it works once, for 15 minutes.
    ResetPassword(Who),
    /// Deletes an account for good. What they wrote where others are stays, from "Deleted account".
    Delete(Gone),
}

#[derive(Subcommand)]
pub(crate) enum Invite {
    /// Makes an invitation and prints its link, this once.
    Create(NewInvite),
    /// Lists invitations, newest first.
    List,
    /// Takes an invitation back.
    Revoke {
        /// Its number in the list.
        id: i64,
    },
}

#[derive(Args)]
pub(crate) struct NewInvite {
    /// How many people it lets in.
    #[arg(long, default_value_t = 1)]
    pub(crate) uses: i64,
    /// After how many days it ends by itself.
    #[arg(long, default_value_t = 7)]
    pub(crate) days: i64,
    /// What it is for.
    #[arg(long)]
    pub(crate) note: Option<String>,
}

#[derive(Subcommand)]
pub(crate) enum Setting {
    /// Prints what is in force.
    Show,
    /// Changes one; a running server follows at once.
    Set {
        /// registration or members_invite.
        name: String,
        /// open, invite or closed; true or false.
        value: String,
    },
}

#[derive(Args)]
pub(crate) struct Export {
    /// Whose: the username or the e-mail address.
    #[arg(long, value_name = "NAME")]
    pub(crate) user: String,
    /// Only this chat, by its id; every chat when missing.
    #[arg(long, value_name = "ID")]
    pub(crate) chat: Option<i64>,
    /// A table for spreadsheets, or JSON Lines with all there is.
    #[arg(long)]
    pub(crate) format: ExportFormat,
    /// Where to; standard output when missing. What is there is replaced once all is written.
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum ExportFormat {
    Csv,
    Jsonl,
}

#[derive(Args)]
pub(crate) struct Who {
    /// The username or the e-mail address.
    pub(crate) name: String,
}

#[derive(Args)]
pub(crate) struct Gone {
    #[command(flatten)]
    pub(crate) who: Who,
    /// Doesn't ask; needed where nobody can be asked.
    #[arg(long)]
    pub(crate) yes: bool,
}

#[derive(Args)]
pub(crate) struct ListUsers {
    /// The beginning of a username, of a word of the name, or of the address.
    pub(crate) query: Option<String>,
    /// Only those who are shut out.
    #[arg(long, conflicts_with = "admins")]
    pub(crate) suspended: bool,
    /// Only administrators.
    #[arg(long)]
    pub(crate) admins: bool,
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
