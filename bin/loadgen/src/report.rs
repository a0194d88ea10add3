//! What a row found, for people and for programs.

use crate::Outcome;
use serde::Serialize;
use std::collections::BTreeMap;

/// The figures of one row.
#[derive(Serialize)]
pub(crate) struct Report {
    row: String,
    figures: BTreeMap<String, f64>,
}

impl Report {
    /// A report without figures.
    pub(crate) fn new(row: impl Into<String>) -> Self {
        Self { row: row.into(), figures: BTreeMap::new() }
    }

    /// Adds a figure; its name ends in its unit.
    #[must_use]
    pub(crate) fn with(mut self, name: impl Into<String>, value: f64) -> Self {
        self.figures.insert(name.into(), value);
        self
    }

    /// A figure that was added; a number that is none if it wasn't.
    pub(crate) fn figure(&self, name: &str) -> f64 {
        self.figures.get(name).copied().unwrap_or(f64::NAN)
    }

    /// Prints a table on stderr and one line of JSON on stdout.
    pub(crate) fn print(&self) -> Outcome {
        eprintln!("{}", self.row);
        for (name, value) in &self.figures {
            eprintln!("  {name:<32} {value:>14.3}");
        }
        println!("{}", serde_json::to_string(self)?);
        Ok(())
    }
}

/// A count as a number to divide; beyond four thousand million it stays there.
pub(crate) fn number(count: u64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The value in the middle; a number that is none where there are no values.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
