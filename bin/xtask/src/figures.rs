//! Figures of several runs, their medians, and the table in docs/PERFORMANCE.md.

use crate::Outcome;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

const BEGIN: &str = "<!-- figures:begin -->";
const END: &str = "<!-- figures:end -->";

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

/// A line of the table: what it is, where the figure comes from, what it should be.
struct Line {
    work: &'static str,
    row: &'static str,
    figure: &'static str,
    unit: &'static str,
    goal: &'static str,
}

const fn line(
    work: &'static str,
    row: &'static str,
    figure: &'static str,
    unit: &'static str,
    goal: &'static str,
) -> Line {
    Line { work, row, figure, unit, goal }
}

const MESSAGE: &str = "server_cpu_us_per_message";

const LINES: [Line; 34] = [
    line(
        "bare TCP relay, 10 pairs: CPU per message",
        "reference",
        "relay_cpu_us_per_message",
        "µs",
        "",
    ),
    line("bare TCP relay, 10 pairs: rate", "reference", "messages_per_s", "/s", ""),
    line("10 pairs taking turns: CPU per message", "pairs10", MESSAGE, "µs", "≤ 45"),
    line("10 pairs: rate", "pairs10", "messages_per_s", "/s", "≥ 12,000"),
    line("10 pairs: p50", "pairs10", "p50_ms", "ms", ""),
    line("10 pairs: p99", "pairs10", "p99_ms", "ms", "≤ 5"),
    line("100 pairs taking turns: CPU per message", "pairs100", MESSAGE, "µs", ""),
    line("100 pairs: rate", "pairs100", "messages_per_s", "/s", "≥ 25,000"),
    line("100 pairs: p99", "pairs100", "p99_ms", "ms", ""),
    line("10 writers, 64 on the way each: CPU per message", "stream10", MESSAGE, "µs", ""),
    line("10 writers, 64 on the way each: rate", "stream10", "messages_per_s", "/s", ""),
    line(
        "group of 200 online: CPU per delivery",
        "fanout",
        "server_cpu_us_per_delivery",
        "µs",
        "≤ 4",
    ),
    line("group of 200: until all have it, p50", "fanout", "all_have_it_p50_ms", "ms", ""),
    line("group of 200: until all have it, p99", "fanout", "all_have_it_p99_ms", "ms", ""),
    line("memory per idle connection, of 10,000", "idle", "kib_per_connection", "KiB", "≤ 18"),
    line("memory with 10,000 connections", "idle", "rss_mib_with_all", "MiB", ""),
    line(
        "connect with a token, hello, close: CPU",
        "connect",
        "server_cpu_us_per_connect",
        "µs",
        "≤ 300",
    ),
    line("connect: p99", "connect", "p99_ms", "ms", ""),
    line("newest 50 of 10,000: CPU", "history", "newest_of_10000_server_cpu_us", "µs", "≤ 150"),
    line("newest 50 of 100,000: CPU", "history", "newest_of_100000_server_cpu_us", "µs", "≤ 150"),
    line(
        "newest 50 of 1,000,000: CPU",
        "history",
        "newest_of_1000000_server_cpu_us",
        "µs",
        "≤ 150",
    ),
    line("any 50 of 10,000: CPU", "history", "any_of_10000_server_cpu_us", "µs", "≤ 150"),
    line("any 50 of 100,000: CPU", "history", "any_of_100000_server_cpu_us", "µs", "≤ 150"),
    line("any 50 of 1,000,000: CPU", "history", "any_of_1000000_server_cpu_us", "µs", "≤ 150"),
    line("any 50 of 1,000,000: p99", "history", "any_of_1000000_p99_ms", "ms", ""),
    line("search 1,000,000 messages: CPU", "search", "server_cpu_us_per_search", "µs", ""),
    line("search 1,000,000 messages: p50", "search", "p50_ms", "ms", ""),
    line("search 1,000,000 messages: p99", "search", "p99_ms", "ms", "≤ 50"),
    line("list of 1,000 chats: CPU", "chatlist", "server_cpu_us_per_list", "µs", ""),
    line("list of 1,000 chats: p50", "chatlist", "p50_ms", "ms", ""),
    line("list of 1,000 chats: p99", "chatlist", "p99_ms", "ms", "≤ 5"),
    line("first start, to the first answer", "start", "first_start_ms", "ms", ""),
    line("later starts, to the first answer", "start", "start_ms", "ms", "≤ 100"),
    line("memory then", "start", "rss_mib", "MiB", "≤ 20"),
];

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
        let mut table = "| work | SQLite | PostgreSQL | goal | times the relay |\n\
                         |---|---:|---:|---:|---:|\n"
            .to_owned();
        let floor = self.median("reference", Backend::Sqlite, "relay_cpu_us_per_message");
        for line in &LINES {
            let [sqlite, postgres] = [Backend::Sqlite, Backend::Postgres]
                .map(|backend| self.median(line.row, backend, line.figure));
            if sqlite.is_none() && postgres.is_none() {
                continue;
            }
            let shown = |value: Option<f64>| match value {
                Some(value) => format!("{} {}", rounded(value), line.unit),
                None => "–".to_owned(),
            };
            let per_message = line.figure == MESSAGE;
            let times = match (sqlite, floor) {
                (Some(value), Some(floor)) if per_message => format!("{:.1}", value / floor),
                _ => String::new(),
            };
            let (sqlite, postgres) = (shown(sqlite), shown(postgres));
            let _ = writeln!(
                table,
                "| {} | {sqlite} | {postgres} | {} | {times} |",
                line.work, line.goal
            );
        }
        table
    }

    /// Puts the table and where it was measured between the marks of the document.
    pub(crate) fn write(&self, page: &Path) -> Outcome {
        let text = std::fs::read_to_string(page)?;
        let (before, rest) = text.split_once(BEGIN).ok_or("the document has no mark to begin")?;
        let (_, after) = rest.split_once(END).ok_or("the document has no mark to end")?;
        let place = machine()?;
        let new = format!("{before}{BEGIN}\n{place}\n\n{}{END}{after}", self.table());
        std::fs::write(page, new)?;
        println!("\n{} is up to date", page.display());
        Ok(())
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

/// The machine and the day, from the system's own words.
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
    Ok(format!(
        "Measured {day} on {cores} cores of {model}, {kernel}, {rust}. Medians of three runs."
    ))
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
        assert!(table.contains("CPU per message | 20.0 µs | – | ≤ 45 | 2.5 |"), "{table}");
    }

    #[test]
    fn numbers_are_short() {
        let shown = [0.5, 12.34, 123.4, 1234.5, 98_765.0, 1_234_567.0].map(rounded);
        assert_eq!(shown, ["0.50", "12.3", "123", "1,234", "98,765", "1,234,567"]);
    }
}
