use crate::Outcome;
use crate::config::Config;

/// Prints the configuration in force; the password of a database URL is not shown.
#[expect(clippy::print_stdout, reason = "it is what was asked for")]
pub(crate) fn run(config: &Config) -> Outcome {
    let mut shown = config.clone();
    shown.database.url = Some(without_password(&config.database_url()));
    print!("{}", toml::to_string_pretty(&shown)?);
    Ok(())
}

fn without_password(url: &str) -> String {
    let hidden = url.split_once("://").and_then(|(scheme, rest)| {
        let (who, place) = rest.rsplit_once('@')?;
        let (user, _) = who.split_once(':')?;
        Some(format!("{scheme}://{user}:***@{place}"))
    });
    hidden.unwrap_or_else(|| url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_stay_hidden() {
        for (url, want) in [
            ("sqlite:data/a.db", "sqlite:data/a.db"),
            ("postgres://ana@db/chat", "postgres://ana@db/chat"),
            ("postgres://ana:s3cret@db/chat", "postgres://ana:***@db/chat"),
            ("postgres://ana:s3@cret@db:5432/chat", "postgres://ana:***@db:5432/chat"),
        ] {
            assert_eq!(without_password(url), want);
        }
    }
}
