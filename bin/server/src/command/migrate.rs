use crate::Outcome;
use crate::compose::prepare;
use crate::config::Config;
use indicatif::ProgressBar;
use std::time::Duration;

/// Runs what is missing, or only tells it.
#[expect(clippy::print_stdout, reason = "the answer of a command")]
pub(crate) fn run(config: &Config, check: bool) -> Outcome {
    let url = config.database_url();
    if check {
        let pending = storage::pending(&url)?;
        if pending.is_empty() {
            println!("the database is up to date");
            return Ok(());
        }
        return Err(
            format!("{} migrations are missing: {}", pending.len(), pending.join(", ")).into()
        );
    }
    prepare(config)?;
    let progress = ProgressBar::new_spinner().with_message("migrating");
    progress.enable_steady_tick(Duration::from_millis(100));
    let done = storage::migrate(&url);
    progress.finish_and_clear();
    match done?.as_slice() {
        [] => println!("the database is up to date"),
        names => names.iter().for_each(|name| println!("ran {name}")),
    }
    Ok(())
}
