//! Sizes, names and words of source files.

use super::{files, shown};
use crate::Outcome;
use std::path::Path;

const LANGUAGES: [&str; 4] = ["rs", "js", "css", "html"];
const MAX_LINES: usize = 400;
const MAX_LINES_JS: usize = 250;
/// Beyond this a line was written by a program.
const MAX_LINE: usize = 400;
/// Names that say nothing of what is inside.
const NAMES: [&str; 6] = ["utils", "util", "helpers", "common", "manager", "misc"];

/// Words that must not stand in a source, each with the reason. Split, so that this file holds none.
const WORDS: [(&str, &str); 9] = [
    (concat!("#[", "allow("), "use #[expect(…, reason = …)]"),
    (concat!("#![", "allow("), "use #![expect(…, reason = …)]"),
    (concat!("#[", "ignore"), "assert today's behaviour instead"),
    (concat!("to", "do!("), "finish it"),
    (concat!("unimpl", "emented!("), "finish it"),
    (concat!("/ho", "me/"), "a path of one machine"),
    (concat!("/ro", "ot/"), "a path of one machine"),
    (concat!("/wo", "rk/"), "a path of one machine"),
    (concat!("/Us", "ers/"), "a path of one machine"),
];

/// What is wrong with the files below crates/, bin/ and migrations/.
pub(super) fn faults(root: &Path) -> Outcome<Vec<String>> {
    let mut faults = Vec::new();
    for folder in ["crates", "bin", "migrations"] {
        for path in files(&root.join(folder))? {
            let name = shown(root, &path);
            faults.extend(bad_name(&name));
            let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
            if LANGUAGES.contains(&extension) {
                let text = std::fs::read_to_string(&path).map_err(|e| format!("{name}: {e}"))?;
                faults.extend(inside(&name, extension, &text));
            }
        }
    }
    Ok(faults)
}

fn bad_name(name: &str) -> Option<String> {
    let empty = name.split('/').any(|part| {
        let stem = part.split('.').next().unwrap_or_default();
        NAMES.contains(&stem)
    });
    if empty {
        return Some(format!("{name}: the name says nothing of what is inside"));
    }
    name.contains(".min.").then(|| format!("{name}: minified files have no place here"))
}

fn inside(name: &str, extension: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let most = if extension == "js" { MAX_LINES_JS } else { MAX_LINES };
    let lines = text.lines().count();
    if lines > most && !name.ends_with("/schema.rs") {
        faults.push(format!("{name}: {lines} lines, at most {most}"));
    }
    for (number, line) in text.lines().enumerate() {
        let place = format!("{name}:{}", number + 1);
        if line.chars().count() > MAX_LINE {
            faults.push(format!("{place}: a line of more than {MAX_LINE} characters"));
        }
        let bad = WORDS.iter().filter(|(word, _)| line.contains(word));
        faults.extend(bad.map(|(word, reason)| format!("{place}: {word} ({reason})")));
        if unnumbered(line) {
            faults.push(format!("{place}: a to-do without the number of an issue"));
        }
    }
    faults
}

/// A to-do that names no issue.
fn unnumbered(line: &str) -> bool {
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME")];
    let Some(at) = marks.iter().find_map(|mark| line.find(mark)) else {
        return false;
    };
    let rest = line.get(at..).unwrap_or_default();
    let numbered =
        rest.split_once('#').is_some_and(|(_, n)| n.starts_with(|c: char| c.is_ascii_digit()));
    !numbered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_bite() {
        assert!(bad_name("crates/web/src/utils.rs").is_some());
        assert!(bad_name("crates/web/helpers/a.rs").is_some());
        assert!(bad_name("crates/web/static/app.min.js").is_some());
        assert!(bad_name("crates/web/src/commons.rs").is_none());
        assert_eq!(inside("a.js", "js", &"x\n".repeat(251)).len(), 1);
        assert_eq!(inside("a.rs", "rs", &"x\n".repeat(400)).len(), 0);
        assert_eq!(inside("src/schema.rs", "rs", &"x\n".repeat(900)).len(), 0);
        assert_eq!(inside("a.rs", "rs", concat!("#[", "allow(dead_code)]")).len(), 1);
        assert!(unnumbered(concat!("// TO", "DO later")));
        assert!(!unnumbered(concat!("// TO", "DO(#12) later")));
    }
}
