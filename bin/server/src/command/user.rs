use super::store::open;
use crate::cli::{self, Gone, ListUsers, NewUser, Who};
use crate::compose::{hasher, prepare};
use crate::config::Config;
use crate::{Outcome, clock, secret};
use auth::{Keys, LinkToken, Password};
use domain::account::{Register, Standing};
use domain::admin::{self, AdminError, Authority, Handover, PeopleFilter, PeopleQuery};
use domain::port::{Lane, Read, StoreError, Tx};
use domain::{DisplayName, Email, Handle, SearchText, User, UserId};
use std::io::{self, BufRead, IsTerminal, Write};
use storage::Store;

/// Accounts on the screen at a time.
const PAGE: usize = 200;

/// Runs a command about accounts.
pub(crate) fn run(config: &Config, command: &cli::User) -> Outcome {
    match command {
        cli::User::Create(user) => create(config, user),
        cli::User::List(which) => list(config, which),
        cli::User::Suspend(who) => change(config, who, admin::suspend, "is suspended"),
        cli::User::Restore(who) => change(config, who, admin::restore, "may sign in again"),
        cli::User::Promote(who) => change(config, who, admin::promote, "is an administrator"),
        cli::User::ResetPassword(who) => reset_password(config, who),
        cli::User::Delete(gone) => delete(config, gone),
        cli::User::Demote(who) => change(config, who, admin::demote, "is no administrator"),
    }
}

/// Makes an account.
#[expect(clippy::print_stdout, reason = "the answer of a command")]
fn create(config: &Config, user: &NewUser) -> Outcome {
    prepare(config)?;
    let handle = Handle::parse(&user.username)?;
    let email = Email::parse(&user.email)?;
    let display_name = DisplayName::parse(user.display_name.as_deref().unwrap_or(&user.username))?;
    let words = [handle.as_str(), email.as_str(), display_name.as_str()];
    let password = Password::parse(&read_password()?, &words)?;
    let keys = Keys::derive(&secret::load(&config.server.data_dir)?);
    let password_hash = hasher(config, &keys).hash(&password, &mut clock::random())?;
    let standing = if user.admin { Standing::Admin } else { Standing::Member };
    let at = clock::now();
    let new = Register { handle, email, display_name, password_hash, standing, at };
    let by = Authority::operator(at);
    let store = open(config)?;
    let made = store.write(Lane::Any, move |tx| admin::enrol(tx, &by, new.clone()));
    store.shutdown();
    let made = made.map_err(|error| error.to_string())?;
    println!("made {} (id {})", made.handle.as_str(), made.id);
    Ok(())
}

/// Lists accounts, one a line.
fn list(config: &Config, which: &ListUsers) -> Outcome {
    let filter = match (which.suspended, which.admins) {
        (true, _) => PeopleFilter::Suspended,
        (_, true) => PeopleFilter::Admins,
        _ => PeopleFilter::All,
    };
    let text = which.query.as_deref().map(SearchText::parse).transpose()?;
    let query = PeopleQuery { text, filter };
    let store = open(config)?;
    let mut after: Option<Handle> = None;
    let mut out = io::stdout().lock();
    loop {
        let page = store.read(|read| read.people(&query, after.as_ref(), PAGE))??;
        for user in &page {
            writeln!(out, "{}", line(user))?;
        }
        match page.last() {
            Some(last) if page.len() == PAGE => after = Some(last.handle.clone()),
            _ => break,
        }
    }
    store.shutdown();
    Ok(())
}

/// An account as a line: id, username, address, and what is special about it.
fn line(user: &User) -> String {
    let special = match (user.is_admin, user.suspended_at.is_some()) {
        (true, true) => "administrator, suspended",
        (true, false) => "administrator",
        (false, true) => "suspended",
        (false, false) => "",
    };
    let name = user.handle.as_str();
    format!("{:>8}  {name:<32}  {:<40}  {special}", user.id.0, user.email.as_str())
        .trim_end()
        .to_owned()
}

/// A command about somebody's rights.
type Change = fn(&mut dyn Tx, &Authority, UserId) -> Result<User, AdminError>;

#[expect(clippy::print_stdout, reason = "the answer of a command")]
fn change(config: &Config, who: &Who, change: Change, now: &str) -> Outcome {
    let store = open(config)?;
    let done = find(&store, &who.name).and_then(|user| {
        let by = Authority::operator(clock::now());
        let changed = store.write(Lane::User(user.id), move |tx| change(tx, &by, user.id));
        Ok(changed.map_err(|error| error.to_string())?)
    });
    store.shutdown();
    println!("{} {now}", done?.handle.as_str());
    Ok(())
}

/// Makes a link for a new password.
#[expect(clippy::print_stdout, reason = "the answer of a command")]
fn reset_password(config: &Config, who: &Who) -> Outcome {
    let store = open(config)?;
    let LinkToken { token, hash } = LinkToken::generate(&mut clock::random());
    let made = find(&store, &who.name).and_then(|user| {
        let (by, hand) = (Authority::operator(clock::now()), Handover::Hand(hash));
        let made = store
            .write(Lane::User(user.id), move |tx| admin::reset_password(tx, &by, user.id, &hand));
        Ok(made.map_err(|error| error.to_string())?)
    });
    store.shutdown();
    made?;
    let base = crate::mail::base_url(config, &config.server.bind);
    println!("{base}/reset#{}", token.expose());
    Ok(())
}

/// Deletes an account, once somebody said that it is meant.
#[expect(clippy::print_stdout, reason = "the answer of a command")]
fn delete(config: &Config, gone: &Gone) -> Outcome {
    let store = open(config)?;
    let done = find(&store, &gone.who.name).and_then(|user| {
        if !gone.yes {
            confirm(&user)?;
        }
        let by = Authority::operator(clock::now());
        let deleted = store.write(Lane::User(user.id), move |tx| admin::delete(tx, &by, user.id));
        deleted.map_err(|error| error.to_string())?;
        Ok(user)
    });
    store.shutdown();
    let user = done?;
    println!("{} is deleted", user.handle.as_str());
    Ok(())
}

/// Has the username typed once more.
fn confirm(user: &User) -> Outcome {
    let name = user.handle.as_str();
    if !io::stdin().is_terminal() {
        return Err(format!("deleting {name} can't be undone; say so with --yes").into());
    }
    eprint!("Deleting {name} ({}) can't be undone. Type the username: ", user.email.as_str());
    io::stderr().flush()?;
    if read_line()?.trim() == name { Ok(()) } else { Err("nothing was deleted".into()) }
}

/// The person of this username or address.
pub(super) fn find(store: &Store, name: &str) -> Result<User, Box<dyn std::error::Error>> {
    let look = |read: &mut dyn Read| -> Result<Option<User>, StoreError> {
        if name.contains('@') {
            return Email::parse(name).map_or(Ok(None), |email| read.user_by_email(&email));
        }
        Handle::for_lookup(name).map_or(Ok(None), |handle| read.user_by_handle(&handle))
    };
    Ok(store.read(look)??.ok_or_else(|| format!("there is no account called {name}"))?)
}

/// The password of a new account.
fn read_password() -> io::Result<String> {
    if io::stdin().is_terminal() {
        eprint!("Password (it will be seen as you type; pipe it in to hide it): ");
        io::stderr().flush()?;
    }
    read_line()
}

/// The first line of standard input, without its line end.
fn read_line() -> io::Result<String> {
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}
