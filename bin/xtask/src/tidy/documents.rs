//! What the documents must hold.

use crate::Outcome;
use crate::probe::Server;
use std::collections::BTreeSet;
use std::path::Path;

const PAGES: [&str; 9] = [
    "README.md",
    "CHANGELOG.md",
    "docs/ARCHITECTURE.md",
    "docs/API.md",
    "docs/OPERATIONS.md",
    "docs/EMBEDDING.md",
    "docs/SECURITY.md",
    "docs/PERFORMANCE.md",
    "docs/STYLE.md",
];

/// Pages that are missing, links that lead nowhere, a change log without its open section.
pub(super) fn faults(root: &Path) -> Outcome<Vec<String>> {
    let mut faults = Vec::new();
    for page in PAGES {
        let Ok(text) = std::fs::read_to_string(root.join(page)) else {
            faults.push(format!("{page} is missing"));
            continue;
        };
        faults.extend(dead_links(root, page, &text));
    }
    for path in super::files(&root.join("docs/adr"))? {
        let page = super::shown(root, &path);
        faults.extend(dead_links(root, &page, &std::fs::read_to_string(&path)?));
    }
    faults.extend(lost_tests(root));
    let log = std::fs::read_to_string(root.join("CHANGELOG.md")).unwrap_or_default();
    if !log.lines().any(|line| line == "## Unreleased") {
        faults.push("CHANGELOG.md: the section \"Unreleased\" is missing".to_owned());
    }
    Ok(faults)
}

/// Tests that docs/SECURITY.md names as `module::test` and that bin/server/tests/api hasn't.
fn lost_tests(root: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(root.join("docs/SECURITY.md")).unwrap_or_default();
    let mut lost = Vec::new();
    for (module, test) in text.split('`').skip(1).step_by(2).filter_map(|n| n.split_once("::")) {
        let file = root.join(format!("bin/server/tests/api/{module}.rs"));
        let there = std::fs::read_to_string(file).unwrap_or_default();
        if !there.contains(&format!("fn {test}(")) {
            lost.push(format!("docs/SECURITY.md: there is no test {module}::{test}"));
        }
    }
    lost
}

/// Links to files of the repository that are not there.
fn dead_links(root: &Path, page: &str, text: &str) -> Vec<String> {
    let folder = root.join(page).parent().map(Path::to_path_buf).unwrap_or_default();
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let local = targets.filter(|target| !target.contains("://") && !target.starts_with('#'));
    let files = local.map(|target| target.split('#').next().unwrap_or_default());
    let dead = files.filter(|file| !folder.join(file).exists());
    dead.map(|file| format!("{page}: the link to {file} leads nowhere")).collect()
}

/// Asks a built server for its routes: each must stand as `METHOD /path` in the description of the
/// API and in the table of permissions.
pub(crate) fn routes(root: &Path) -> Outcome {
    let Some(server) = Server::built(root)? else {
        println!("no built server at hand: the routes were not compared");
        return Ok(());
    };
    let contract: serde_json::Value = serde_json::from_str(&server.get("/api/openapi.json")?)?;
    let offered = operations(&contract);
    if offered.is_empty() {
        return Err("the contract names no routes".into());
    }
    for page in ["docs/API.md", "docs/SECURITY.md"] {
        let text = std::fs::read_to_string(root.join(page))?;
        let named: BTreeSet<String> = text.split('`').skip(1).step_by(2).map(bare).collect();
        let missing: Vec<_> = offered.difference(&named).collect();
        if !missing.is_empty() {
            return Err(format!("{page} lacks {missing:?} of {} routes", offered.len()).into());
        }
    }
    println!("{} routes, all in docs/API.md and docs/SECURITY.md", offered.len());
    Ok(())
}

/// Every `METHOD /path` of an OpenAPI document, without the base path and parameter names.
fn operations(contract: &serde_json::Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let paths = contract.get("paths").and_then(serde_json::Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        let methods = item.as_object().into_iter().flatten().map(|(method, _)| method);
        for method in
            methods.filter(|m| ["get", "put", "post", "patch", "delete"].contains(&m.as_str()))
        {
            let path = path.strip_prefix("/api/v1").unwrap_or(path);
            found.insert(bare(&format!("{} {path}", method.to_uppercase())));
        }
    }
    found
}

/// A route without the names of its parameters and without its query.
fn bare(route: &str) -> String {
    let route = route.split('?').next().unwrap_or_default();
    let mut out = String::new();
    let mut inside = false;
    for c in route.chars() {
        match c {
            '{' => {
                inside = true;
                out.push_str("{}");
            }
            '}' => inside = false,
            _ if inside => {}
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_are_compared_without_names() {
        let contract = serde_json::json!({
            "paths": { "/api/v1/chats/{chat_id}": { "get": {}, "parameters": [] } }
        });
        assert_eq!(operations(&contract), BTreeSet::from(["GET /chats/{}".to_owned()]));
        assert_eq!(bare("GET /users?query=&limit="), "GET /users");
    }

    #[test]
    fn dead_links_are_found() {
        let text = "[a](Cargo.toml) [b](nowhere.md#x) [c](https://example.org/) [d](#here)";
        let dead = dead_links(&crate::root(), "README.md", text);
        assert_eq!(dead, ["README.md: the link to nowhere.md leads nowhere"]);
    }
}
