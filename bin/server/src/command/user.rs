use crate::cli::NewUser;
use crate::compose::{hasher, prepare, store_options};
use crate::config::Config;
use crate::{Outcome, clock, secret};
use auth::{Keys, Password};
use domain::account::{Register, RegisterError, Standing, register};
use domain::port::{EventSink, Lane};
use domain::{DisplayName, Email, Event, Handle};
use std::io::{self, BufRead, IsTerminal, Write};
use std::sync::Arc;
use storage::Store;

/// Nobody is connected to a command.
struct Nobody;

impl EventSink for Nobody {
    fn deliver(&self, _: Vec<Event>) {}
}

/// Makes an account.
#[expect(clippy::print_stdout, reason = "the answer of a command")]
pub(crate) fn create(config: &Config, user: &NewUser) -> Outcome {
    prepare(config)?;
    let handle = Handle::parse(&user.username)?;
    let email = Email::parse(&user.email)?;
    let display_name = DisplayName::parse(user.display_name.as_deref().unwrap_or(&user.username))?;
    let words = [handle.as_str(), email.as_str(), display_name.as_str()];
    let password = Password::parse(&read_password()?, &words)?;
    let keys = Keys::derive(&secret::load(&config.server.data_dir)?);
    let password_hash = hasher(config, &keys).hash(&password, &mut clock::random())?;
    let standing = if user.admin { Standing::Admin } else { Standing::Member };
    let cmd = Register { handle, email, display_name, password_hash, standing, at: clock::now() };
    let store = Store::open(&config.database_url(), store_options(config), Arc::new(Nobody))?;
    let made =
        store.write(Lane::Any, move |tx| -> Result<_, RegisterError> { register(tx, cmd.clone()) });
    store.shutdown();
    let made = made.map_err(|error| error.to_string())?;
    println!("made {} (id {})", made.handle.as_str(), made.id);
    Ok(())
}

/// The first line of standard input, without its line end.
fn read_password() -> io::Result<String> {
    let input = io::stdin();
    if input.is_terminal() {
        eprint!("Password (it will be seen as you type; pipe it in to hide it): ");
        io::stderr().flush()?;
    }
    let mut line = String::new();
    input.lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}
