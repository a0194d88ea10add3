//! The part of the document that holds the figures: in which runs they were measured, and the table.

use super::lines::LINES;
use crate::Outcome;
use std::collections::BTreeMap;
use std::fmt::Write;

const BEGIN: &str = "<!-- figures:begin -->";
const END: &str = "<!-- figures:end -->";
const HEAD: &str = "| work | SQLite | PostgreSQL | goal | times the relay | run |\n\
                    |---|---:|---:|---:|---:|---|\n";

/// What a line shows of its figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cells {
    pub(super) sqlite: String,
    pub(super) postgres: String,
    pub(super) times: String,
}

/// The runs, the oldest first, and of each work its figures and the place of their run.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Page {
    runs: Vec<String>,
    lines: BTreeMap<String, (Cells, usize)>,
}

/// The document before the marks, between them, and behind.
pub(super) fn part(text: &str) -> Outcome<(&str, &str, &str)> {
    let (before, rest) = text.split_once(BEGIN).ok_or("the document has no mark to begin")?;
    let (between, after) = rest.split_once(END).ok_or("the document has no mark to end")?;
    Ok((before, between, after))
}

/// The document with a page between the marks.
pub(super) fn join(before: &str, page: &Page, after: &str) -> String {
    let mut runs = String::new();
    for (place, run) in page.runs.iter().enumerate() {
        let _infallible = writeln!(runs, "- **{}**: {run}", letter(place));
    }
    format!("{before}{BEGIN}\n{runs}\n{}{END}{after}", page.table())
}

impl Page {
    /// Reads what [`join`] wrote; what it doesn't know is left out.
    pub(super) fn parse(text: &str) -> Self {
        let notes = text.lines().filter_map(|line| line.strip_prefix("- **")?.split_once("**: "));
        let (letters, runs): (Vec<&str>, Vec<String>) =
            notes.map(|(letter, run)| (letter, run.to_owned())).unzip();
        let mut lines = BTreeMap::new();
        for line in text.lines().filter(|line| line.starts_with("| ")) {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            if let [_, work, sqlite, postgres, _, times, run, _] = cells.as_slice() {
                let Some(run) = letters.iter().position(|letter| letter == run) else { continue };
                let [sqlite, postgres, times] = [sqlite, postgres, times].map(|&c| c.to_owned());
                lines.insert((*work).to_owned(), (Cells { sqlite, postgres, times }, run));
            }
        }
        Self { runs, lines }
    }

    /// Puts in the lines of a new run, and forgets runs of which nothing is left.
    pub(super) fn replace<'a>(
        &mut self,
        lines: impl Iterator<Item = (&'a str, Cells)>,
        run: String,
    ) {
        self.lines.retain(|work, _| LINES.iter().any(|line| line.work == work));
        let place = self.runs.len();
        self.runs.push(run);
        self.lines.extend(lines.map(|(work, cells)| (work.to_owned(), (cells, place))));
        let used = |place: usize| self.lines.values().any(|(_, run)| *run == place);
        let kept: Vec<usize> = (0..self.runs.len()).filter(|place| used(*place)).collect();
        let of = |place: &usize| self.runs.get(*place).cloned();
        let runs = kept.iter().filter_map(of).collect();
        for (_, run) in self.lines.values_mut() {
            *run = kept.iter().position(|place| place == run).unwrap_or_default();
        }
        self.runs = runs;
    }

    /// The table as Markdown; lines without figures are left out.
    pub(super) fn table(&self) -> String {
        let mut table = HEAD.to_owned();
        for line in &LINES {
            let Some((Cells { sqlite, postgres, times }, run)) = self.lines.get(line.work) else {
                continue;
            };
            let _infallible = writeln!(
                table,
                "| {} | {sqlite} | {postgres} | {} | {times} | {} |",
                line.work,
                line.goal,
                letter(*run)
            );
        }
        table
    }
}

/// How a run is called: `a` to `z`, then numbers.
fn letter(place: usize) -> String {
    let small = u8::try_from(place).ok().filter(|place| *place < 26);
    small.map_or_else(|| place.to_string(), |place| char::from(b'a' + place).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(sqlite: &str) -> Cells {
        Cells { sqlite: sqlite.to_owned(), postgres: "–".to_owned(), times: String::new() }
    }

    #[test]
    fn what_was_not_measured_stays() {
        let work: Vec<&str> = LINES.iter().take(3).map(|line| line.work).collect();
        let mut page = Page::default();
        page.replace(work.iter().map(|work| (*work, cells("1 µs"))), "Monday".to_owned());
        page.replace([(work[1], cells("2 µs"))].into_iter(), "Tuesday".to_owned());
        let document = join("before\n", &page, "\nafter");
        let (before, between, after) = part(&document).unwrap();
        assert_eq!((before, after), ("before\n", "\nafter"));
        assert_eq!(Page::parse(between), page);
        assert!(between.contains("- **a**: Monday\n- **b**: Tuesday\n"), "{between}");
        assert!(between.contains(&format!("| {} | 2 µs | – |  |  | b |", work[1])), "{between}");
        // Nothing is left of Tuesday.
        page.replace([(work[1], cells("3 µs"))].into_iter(), "Wednesday".to_owned());
        let document = join("", &page, "");
        assert!(document.contains("- **a**: Monday\n- **b**: Wednesday\n\n"), "{document}");
    }

    #[test]
    fn the_document_is_as_it_would_be_written() {
        let text = std::fs::read_to_string(crate::root().join("docs/PERFORMANCE.md")).unwrap();
        let (before, between, after) = part(&text).unwrap();
        let page = Page::parse(between);
        assert!(page.lines.len() > 20);
        assert_eq!(join(before, &page, after), text);
    }

    #[test]
    fn works_that_are_no_more_go() {
        let text = "- **a**: Monday\n\n| dreaming | 1 µs | – |  |  | a |\n";
        let mut page = Page::parse(text);
        assert_eq!(page.lines.len(), 1);
        page.replace(std::iter::empty(), "Tuesday".to_owned());
        assert_eq!(page, Page::default());
    }
}
