//! Which crate depends on which: Cargo's word against the table in docs/ARCHITECTURE.md.

use crate::Outcome;
use cargo_metadata::{CargoOpt, DependencyKind, Metadata, MetadataCommand, PackageId};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;

/// Crates that must not reach diesel by any way.
const NO_DIESEL: [&str; 8] =
    ["domain", "auth", "wire", "realtime", "web", "transport", "client", "loadgen"];
/// The only crates that may reach actix.
const ACTIX: [&str; 2] = ["transport", "tertulia"];

type Edges = BTreeMap<String, BTreeSet<String>>;

/// Edges that differ from the table, forbidden ways, members without the workspace's lints.
pub(super) fn faults(root: &Path) -> Outcome<Vec<String>> {
    let metadata = MetadataCommand::new()
        .manifest_path(root.join("Cargo.toml"))
        .features(CargoOpt::AllFeatures)
        .exec()?;
    let page = std::fs::read_to_string(root.join("docs/ARCHITECTURE.md"))?;
    let mut faults = differences(&actual(&metadata), &written(&page));
    faults.extend(forbidden(&metadata));
    faults.extend(lints(&metadata)?);
    Ok(faults)
}

/// The name of a member without the project's prefix.
fn short(name: &str) -> String {
    name.strip_prefix("tertulia-").unwrap_or(name).to_owned()
}

fn actual(metadata: &Metadata) -> Edges {
    let members = metadata.workspace_packages();
    let names: HashSet<&str> = members.iter().map(|member| member.name.as_str()).collect();
    let edges = members.iter().map(|member| {
        let ours = member.dependencies.iter().filter(|dependency| {
            dependency.kind == DependencyKind::Normal && names.contains(dependency.name.as_str())
        });
        (short(&member.name), ours.map(|dependency| short(&dependency.name)).collect())
    });
    edges.collect()
}

/// The rows between the two marks: `| crate | on what it depends, or — | why |`.
fn written(page: &str) -> Edges {
    let lines = page.lines().skip_while(|line| !line.contains("<!-- edges:begin -->"));
    let lines = lines.take_while(|line| !line.contains("<!-- edges:end -->"));
    let rows = lines.filter(|line| line.starts_with("| `"));
    let rows = rows.filter_map(|row| {
        let mut cells = row.trim_matches('|').split('|').map(ticked);
        let name = cells.next()?.into_iter().next()?;
        Some((name, cells.next().unwrap_or_default()))
    });
    rows.collect()
}

/// The words in backticks of a cell.
fn ticked(cell: &str) -> BTreeSet<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn differences(actual: &Edges, written: &Edges) -> Vec<String> {
    let mut faults = Vec::new();
    for name in actual.keys().chain(written.keys()).collect::<BTreeSet<_>>() {
        let (is, says) = (actual.get(name), written.get(name));
        if is != says {
            faults.push(format!(
                "docs/ARCHITECTURE.md: the edge table says {name} -> {says:?}, Cargo says {is:?}"
            ));
        }
    }
    faults
}

fn forbidden(metadata: &Metadata) -> Vec<String> {
    let mut faults = Vec::new();
    for member in metadata.workspace_packages() {
        let name = short(&member.name);
        for reached in reachable(metadata, &member.id) {
            if NO_DIESEL.contains(&name.as_str()) && reached.starts_with("diesel") {
                faults.push(format!("{name} reaches {reached}: only storage names diesel"));
            }
            if !ACTIX.contains(&name.as_str()) && reached.starts_with("actix") {
                faults.push(format!("{name} reaches {reached}: only transport names actix"));
            }
        }
    }
    faults
}

/// The names of everything that a package needs to be built, tests left out.
fn reachable<'a>(metadata: &'a Metadata, from: &PackageId) -> BTreeSet<&'a str> {
    let nodes = metadata.resolve.as_ref().map(|resolve| resolve.nodes.as_slice());
    let nodes: HashMap<_, _> =
        nodes.unwrap_or_default().iter().map(|node| (&node.id, node)).collect();
    let mut seen = HashSet::new();
    let mut open = vec![from];
    while let Some(id) = open.pop() {
        let Some(node) = nodes.get(id).filter(|_| seen.insert(id.clone())) else {
            continue;
        };
        let built = node.deps.iter().filter(|dependency| {
            dependency.dep_kinds.iter().any(|kind| kind.kind != DependencyKind::Development)
        });
        open.extend(built.map(|dependency| &dependency.pkg));
    }
    let reached = metadata.packages.iter().filter(|package| seen.contains(&package.id));
    reached.map(|package| package.name.as_str()).collect()
}

fn lints(metadata: &Metadata) -> Outcome<Vec<String>> {
    let mut faults = Vec::new();
    for member in metadata.workspace_packages() {
        let manifest = std::fs::read_to_string(&member.manifest_path)?;
        if !manifest.contains("[lints]\nworkspace = true") {
            faults.push(format!("{}: [lints] workspace = true is missing", member.manifest_path));
        }
    }
    Ok(faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read() {
        let page = "x\n<!-- edges:begin -->\n| crate | on | why |\n|---|---|---|\n\
                    | `auth` | `domain` `wire` | `no` |\n| `domain` | — | rules |\n\
                    <!-- edges:end -->\n| `web` | `auth` | |\n";
        let edges = written(page);
        assert_eq!(edges.len(), 2);
        assert_eq!(edges["auth"], BTreeSet::from(["domain".to_owned(), "wire".to_owned()]));
        assert!(edges["domain"].is_empty());
        let other = Edges::from([("auth".to_owned(), BTreeSet::new())]);
        assert_eq!(differences(&other, &edges).len(), 2);
    }
}
