use super::store::open;
use crate::cli::{self, NewInvite};
use crate::compose::prepare;
use crate::config::Config;
use crate::{Outcome, clock, secret};
use auth::{InviteCodes, Keys};
use domain::admin::Authority;
use domain::invitation::{self, Invitation, NewInvitation};
use domain::policy::{self, PolicyChange, Registration};
use domain::port::{Lane, Tx};
use domain::{Note, Timestamp};
use std::io::Write;

/// Invitations on the screen at a time.
const PAGE: usize = 200;

/// Runs a command about invitations.
pub(crate) fn run(config: &Config, command: &cli::Invite) -> Outcome {
    match command {
        cli::Invite::Create(new) => create(config, new),
        cli::Invite::List => list(config),
        cli::Invite::Revoke { id } => revoke(config, *id),
    }
}

#[expect(clippy::print_stdout, reason = "the answer of a command")]
fn create(config: &Config, new: &NewInvite) -> Outcome {
    prepare(config)?;
    let keys = Keys::derive(&secret::load(&config.server.data_dir)?);
    let (code, code_hash) = InviteCodes::new(&keys).make(&mut clock::random());
    let at = clock::now();
    let expires_at = at.plus_ms(new.days.saturating_mul(86_400_000));
    let note = new.note.as_deref().map(Note::parse).transpose()?;
    let new = NewInvitation { code_hash, note, expires_at, max_uses: new.uses };
    let (by, defaults) = (Authority::operator(at), config.policy());
    let store = open(config)?;
    let made = store.write(Lane::Any, move |tx| invitation::invite(tx, &by, defaults, &new));
    store.shutdown();
    let made = made.map_err(|error| error.to_string())?;
    let base = config.server.public_url.clone();
    let base = base.unwrap_or_else(|| format!("http://{}", config.server.bind));
    println!("invitation {} for {} of", made.id, made.max_uses);
    println!("{}/join/{}", base.trim_end_matches('/'), code.expose());
    Ok(())
}

/// Lists invitations, one a line, newest first.
fn list(config: &Config) -> Outcome {
    let store = open(config)?;
    let mut before = None;
    let mut out = std::io::stdout().lock();
    loop {
        let page = store.read(|read| read.invitations(None, before, PAGE))??;
        for one in &page {
            writeln!(out, "{}", line(one, clock::now()))?;
        }
        match page.last() {
            Some(last) if page.len() == PAGE => before = Some(last.id),
            _ => break,
        }
    }
    store.shutdown();
    Ok(())
}

fn line(one: &Invitation, now: Timestamp) -> String {
    let state = match one.revoked_at {
        Some(_) => "taken back",
        None if one.uses >= one.max_uses => "used up",
        None if one.expires_at <= now => "ended",
        None => "open",
    };
    format!("{:>8}  {:>4} of {:<4}  {state:<10}  {}", one.id, one.uses, one.max_uses, one.note)
        .trim_end()
        .to_owned()
}

#[expect(clippy::print_stdout, reason = "the answer of a command")]
fn revoke(config: &Config, id: i64) -> Outcome {
    let by = Authority::operator(clock::now());
    let store = open(config)?;
    let done = store.write(Lane::Any, move |tx| invitation::revoke(tx, &by, id));
    store.shutdown();
    done.map_err(|error| error.to_string())?;
    println!("invitation {id} is taken back");
    Ok(())
}

/// Shows the settings that change while the server runs, or changes one.
#[expect(clippy::print_stdout, reason = "the answer of a command")]
pub(crate) fn setting(config: &Config, command: &cli::Setting) -> Outcome {
    let defaults = config.policy();
    let store = open(config)?;
    let now = match command {
        cli::Setting::Show => {
            store.read(|read| policy::policy(read, defaults))?.map_err(|error| error.to_string())
        }
        cli::Setting::Set { name, value } => changed(name, value).and_then(|change| {
            let by = Authority::operator(clock::now());
            let change = move |tx: &mut dyn Tx| policy::change(tx, &by, defaults, change);
            store.write(Lane::Any, change).map_err(|error| error.to_string())
        }),
    };
    store.shutdown();
    let now = now?;
    println!("registration    {}", now.registration.name());
    println!("members_invite  {}", now.members_invite);
    Ok(())
}

fn changed(name: &str, value: &str) -> Result<PolicyChange, String> {
    let none = PolicyChange::default();
    match name {
        "registration" => {
            let mode = Registration::named(value).ok_or("choose open, invite or closed")?;
            Ok(PolicyChange { registration: Some(mode), ..none })
        }
        "members_invite" => {
            let on = value.parse().map_err(|_| "choose true or false")?;
            Ok(PolicyChange { members_invite: Some(on), ..none })
        }
        _ => Err("there are registration and members_invite".to_owned()),
    }
}
