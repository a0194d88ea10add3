use super::store::open;
use super::user::find;
use crate::Outcome;
use crate::cli;
use crate::clock;
use crate::config::Config;
use domain::admin::{self, Authority};
use domain::message::{Exported, HistoryError};
use domain::port::Lane;
use domain::{Actor, ChatId, SessionId, User, message};
use indicatif::ProgressBar;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use storage::Store;
use wire::ExportFormat;

/// Writes somebody's conversations to a file or to standard output.
pub(crate) fn run(config: &Config, command: &cli::Export) -> Outcome {
    let store = open(config)?;
    let done = find(&store, &command.user).and_then(|user| {
        note(&store, &user, command)?;
        export(&store, &user, command)
    });
    store.shutdown();
    done
}

fn asked(command: &cli::Export) -> Exported {
    command.chat.map_or(Exported::All, |chat| Exported::One(ChatId(chat)))
}

/// Leaves a row in the audit log before anything is written.
fn note(store: &Store, user: &User, command: &cli::Export) -> Outcome {
    let (by, user, what) = (Authority::operator(clock::now()), user.id, asked(command));
    let noted = store.write(Lane::User(user), move |tx| admin::note_export(tx, &by, user, what));
    Ok(noted.map(drop).map_err(|error| error.to_string())?)
}

fn export(store: &Store, user: &User, command: &cli::Export) -> Outcome {
    let Some(path) = &command.output else {
        return write(store, user, command, io::stdout().lock(), &ProgressBar::hidden());
    };
    // What is under way has another name, so that nobody takes half a file for a whole one.
    let part = beside(path);
    let progress = ProgressBar::new_spinner();
    let done = create(&part)
        .map_err(Into::into)
        .and_then(|file| write(store, user, command, file, &progress))
        .and_then(|()| Ok(fs::rename(&part, path)?));
    progress.finish_and_clear();
    done.map_err(|error| {
        // It may not have been made.
        let _gone = fs::remove_file(&part);
        format!("{}: {error}", path.display()).into()
    })
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    name.into()
}

/// A file for its owner only: it holds what others wrote.
fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)
}

/// Writes page by page, each by a read of its own: a running server doesn't notice.
fn write(
    store: &Store,
    user: &User,
    command: &cli::Export,
    out: impl Write,
    progress: &ProgressBar,
) -> Outcome {
    let format = match command.format {
        cli::ExportFormat::Csv => ExportFormat::Csv,
        cli::ExportFormat::Jsonl => ExportFormat::Jsonl,
    };
    // As the person, through no session of theirs.
    let actor = Actor { user: user.id, session: SessionId(0) };
    let told = |error: HistoryError| format!("{error}, or {} isn't in it", user.handle.as_str());
    let begin = store.read(|read| message::Export::begin(read, &actor, asked(command)))?;
    let mut export = begin.map_err(told)?;
    let (mut out, mut count) = (BufWriter::new(out), 0);
    out.write_all(format.head().as_bytes())?;
    while let Some(page) = store.read(|read| export.page(read, &actor))?.map_err(told)? {
        count += page.entries.len();
        progress.set_message(format!("{count} messages and lines"));
        out.write_all(&format.page(page))?;
    }
    out.flush()?;
    Ok(())
}
