//! Figures of several rounds, their medians, and the table in docs/PERFORMANCE.md.

mod lines;
mod page;

use crate::Outcome;
use lines::{LINES, Line, MESSAGE};
use page::{Cells, Page};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// Where the server keeps its data.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Backend {
    /// The embedded database.
    Sqlite,
    /// A PostgreSQL on the same machine.
    Postgres,
}

impl Backend {
    /// Its name for people.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// Every value of every figure.
#[derive(Default)]
pub(crate) struct Figures {
    values: BTreeMap<(String, Backend, String), Vec<f64>>,
}

impl Figures {
    /// Takes in a line of the load generator's JSON.
    pub(crate) fn add(&mut self, row: &str, backend: Backend, json: &str) -> Outcome {
        let report: serde_json::Value = serde_json::from_str(json)?;
        let figures = report.get("figures").and_then(serde_json::Value::as_object);
        for (name, value) in figures.ok_or("a report without figures")? {
            let value = value.as_f64().ok_or("a figure that is no number")?;
            let key = (row.to_owned(), backend, name.clone());
            self.values.entry(key).or_default().push(value);
        }
        Ok(())
    }

    /// The table as Markdown; lines without figures are left out.
    pub(crate) fn table(&self) -> String {
        self.onto(Page::default(), "now".to_owned()).table()
    }

    /// Puts what was measured into the document, with where and when; what was not measured stays as it is.
    pub(crate) fn write(&self, file: &Path, load: &str) -> Outcome {
        let text = std::fs::read_to_string(file)?;
        let (before, old, after) = page::part(&text)?;
        let page = self.onto(Page::parse(old), format!("{}, load average {load}", machine()?));
        std::fs::write(file, page::join(before, &page, after))?;
        println!("\n{} is up to date", file.display());
        Ok(())
    }

    /// A page with the lines that were measured replaced.
    fn onto(&self, mut page: Page, run: String) -> Page {
        let measured = LINES.iter().filter_map(|line| Some((line, self.cells(line)?)));
        page.replace(measured.map(|(line, cells)| (line.work, cells)), run);
        page
    }

    fn cells(&self, line: &Line) -> Option<Cells> {
        let [sqlite, postgres] = [Backend::Sqlite, Backend::Postgres]
            .map(|backend| self.median(line.row, backend, line.figure));
        if sqlite.is_none() && postgres.is_none() {
            return None;
        }
        let shown = |value: Option<f64>| match value {
            Some(value) => format!("{} {}", rounded(value), line.unit).trim().to_owned(),
            None => "–".to_owned(),
        };
        // Only the floor of the same run will do.
        let floor = self.median("reference", Backend::Sqlite, "relay_cpu_us_per_message");
        let times = match (sqlite, floor) {
            (Some(value), Some(floor)) if line.figure == MESSAGE => format!("{:.1}", value / floor),
            _ => String::new(),
        };
        Some(Cells { sqlite: shown(sqlite), postgres: shown(postgres), times })
    }

    fn median(&self, row: &str, backend: Backend, figure: &str) -> Option<f64> {
        let mut values = self.values.get(&(row.to_owned(), backend, figure.to_owned()))?.clone();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied()
    }
}

/// Three significant digits are all that such figures are good for.
fn rounded(value: f64) -> String {
    match value {
        value if value >= 1_000.0 => {
            let digits = format!("{value:.0}");
            let at = digits.len() % 3;
            let mut out = String::new();
            for (place, digit) in digits.chars().enumerate() {
                if place > 0 && place % 3 == at {
                    out.push(',');
                }
                out.push(digit);
            }
            out
        }
        value if value >= 100.0 => format!("{value:.0}"),
        value if value >= 10.0 => format!("{value:.1}"),
        value => format!("{value:.2}"),
    }
}

/// The day and the machine, from the system's own words.
fn machine() -> Outcome<String> {
    let cpus = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpus.lines().find(|line| line.starts_with("model name"));
    let model = model.and_then(|line| line.split(": ").nth(1)).unwrap_or("unknown");
    let cores = std::thread::available_parallelism()?;
    let word = |program: &str, arg: &str| -> Outcome<String> {
        let output = Command::new(program).arg(arg).output()?;
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let (kernel, day) = (word("uname", "-sr")?, word("date", "-u")?);
    let rust = word("rustc", "--version")?;
    Ok(format!("{day}, {cores} cores of {model}, {kernel}, {rust}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_stand_in_the_table() {
        let mut figures = Figures::default();
        for value in [30.0, 10.0, 20.0] {
            let json = format!(r#"{{"row":"x","figures":{{"{MESSAGE}":{value}}}}}"#);
            figures.add("pairs10", Backend::Sqlite, &json).unwrap();
        }
        let floor = r#"{"figures":{"relay_cpu_us_per_message":8}}"#;
        figures.add("reference", Backend::Sqlite, floor).unwrap();
        let table = figures.table();
        assert!(table.contains("CPU per message | 20.0 µs | – | ≤ 45 | 2.5 | a |"), "{table}");
    }

    #[test]
    fn lines_are_told_apart_by_their_words() {
        let mut works: Vec<&str> = LINES.iter().map(|line| line.work).collect();
        assert!(works.iter().all(|work| !work.contains('|')));
        works.sort_unstable();
        works.dedup();
        assert_eq!(works.len(), LINES.len());
    }

    #[test]
    fn numbers_are_short() {
        let shown = [0.5, 12.34, 123.4, 1234.5, 98_765.0, 1_234_567.0].map(rounded);
        assert_eq!(shown, ["0.50", "12.3", "123", "1,234", "98,765", "1,234,567"]);
    }
}
