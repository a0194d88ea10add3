use crate::Database;
use domain::Timestamp;
use domain::admin::{count_today, keep_figures};

/// How often the figures of the day are noted.
const EVERY_MS: i64 = 600_000;

/// Keeps the figures of days, for the statistics.
#[derive(Default)]
pub(super) struct Books {
    noted: Option<Timestamp>,
}

impl Books {
    /// Notes the figures of today, if it is time. Jobs don't wait for it to go well.
    ///
    /// Counting is done by a reader; the writer only puts down what was counted.
    pub(super) async fn keep(&mut self, database: &Database, now: Timestamp) {
        if self.is_due(now) {
            self.noted = Some(now);
            self.note(database, now).await;
        }
    }

    /// Notes the figures as they are when the server stops.
    pub(super) async fn close(&mut self, database: &Database, now: Timestamp) {
        self.note(database, now).await;
    }

    async fn note(&self, database: &Database, now: Timestamp) {
        let counted = database.read(move |read| count_today(read, now)).await;
        let noted = match counted {
            Ok(figures) => database.write(move |tx| keep_figures(tx, &figures)).await,
            Err(error) => Err(error),
        };
        if let Err(error) = noted {
            tracing::warn!(%error, "the figures of the day were not noted");
        }
    }

    /// A new day begins with a note: it ends the one before.
    fn is_due(&self, now: Timestamp) -> bool {
        self.noted.is_none_or(|noted| noted.day() != now.day() || now.since(noted) >= EVERY_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Day;

    #[test]
    fn notes_are_made_every_ten_minutes_and_at_midnight() {
        let midnight = Day(20_717).start();
        let after = |noted, ms| Books { noted }.is_due(midnight.plus_ms(ms));
        assert!(after(None, 0), "at the start");
        assert!(!after(Some(midnight), 0) && !after(Some(midnight), EVERY_MS - 1));
        assert!(after(Some(midnight), EVERY_MS));
        assert!(after(Some(midnight.plus_ms(-1)), 0), "on a new day");
    }
}
