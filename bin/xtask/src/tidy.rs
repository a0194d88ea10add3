//! The rules of the repository, as checks.

mod documents;
mod edges;
mod migrations;
mod sources;

use crate::Outcome;
use std::path::{Path, PathBuf};

pub(crate) use documents::routes;

/// Checks every rule and names all that is wrong.
pub(crate) fn run(root: &Path) -> Outcome {
    let faults = faults(root)?;
    if faults.is_empty() {
        println!("the repository is tidy");
        return Ok(());
    }
    for fault in &faults {
        println!("tidy: {fault}");
    }
    Err(format!("{} rules are broken", faults.len()).into())
}

fn faults(root: &Path) -> Outcome<Vec<String>> {
    let mut faults = edges::faults(root)?;
    faults.extend(sources::faults(root)?);
    faults.extend(migrations::faults(root)?);
    faults.extend(documents::faults(root)?);
    Ok(faults)
}

/// Every file below a folder, in a stable order; empty when the folder is missing.
fn files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// A path as it is named in messages.
fn shown(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_repository_is_tidy() {
        let faults = super::faults(&crate::root()).unwrap();
        assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
    }
}
