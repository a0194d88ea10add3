//! Both migration trees: the same names, every one reversible.

use crate::Outcome;
use std::collections::BTreeSet;
use std::path::Path;

const TREES: [&str; 2] = ["sqlite", "postgres"];

/// Names that only one tree has, and migrations without a way up or down.
pub(super) fn faults(root: &Path) -> Outcome<Vec<String>> {
    let mut faults = Vec::new();
    let mut trees = Vec::new();
    for tree in TREES {
        let folder = root.join("migrations").join(tree);
        let mut names = BTreeSet::new();
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            for way in ["up.sql", "down.sql"] {
                let text = std::fs::read_to_string(path.join(way)).unwrap_or_default();
                if text.trim().is_empty() {
                    faults.push(format!("migrations/{tree}/{name}/{way} is missing or empty"));
                }
            }
            names.insert(name);
        }
        trees.push(names);
    }
    if let [sqlite, postgres] = trees.as_slice() {
        let one_sided = sqlite.symmetric_difference(postgres);
        faults.extend(one_sided.map(|name| format!("migrations: only one tree has {name}")));
        if sqlite.is_empty() {
            faults.push("migrations: there are none".to_owned());
        }
    }
    Ok(faults)
}
