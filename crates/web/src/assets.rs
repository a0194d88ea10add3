//! What lies in `assets/`, by path.

use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::fmt::Write;
use std::sync::LazyLock;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Files;

/// Where the emoji lie that people choose from: made, not embedded.
const EMOJI: &str = "emoji.json";

/// A file of the client.
pub struct Asset {
    /// Its bytes.
    pub body: Cow<'static, [u8]>,
    /// Its media type, with the charset of text.
    pub mime: &'static str,
}

/// The asset at a path like `js/app.js`; only what is embedded can be found, and the list of emoji.
pub fn asset(path: &str) -> Option<Asset> {
    if path == EMOJI {
        let body = Cow::Borrowed(crate::emoji::list().as_bytes());
        return Some(Asset { body, mime: "application/json" });
    }
    let mime = mime_of(path)?;
    Files::get(path).map(|file| Asset { body: file.data, mime })
}

fn mime_of(path: &str) -> Option<&'static str> {
    Some(match path.rsplit_once('.')?.1 {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "webmanifest" => "application/manifest+json",
        _ => return None,
    })
}

/// A hash over all assets: it stands in their addresses, which may so be kept for good.
pub fn version() -> &'static str {
    static VERSION: LazyLock<String> = LazyLock::new(|| {
        let mut names: Vec<_> = Files::iter().collect();
        names.sort();
        let mut hash = Sha256::new();
        for name in names {
            hash.update(name.as_bytes());
            hash.update(
                Files::get(&name).map(|file| file.metadata.sha256_hash()).unwrap_or_default(),
            );
        }
        hash.update(crate::emoji::list());
        hash.finalize().iter().take(6).fold(String::new(), |mut text, byte| {
            let _infallible = write!(text, "{byte:02x}");
            text
        })
    });
    &VERSION
}

/// Scripts that the app's modules don't import.
const ALONE: [&str; 3] = ["js/early.js", "js/entry.js", "js/letter.js"];

/// Modules of a view that few people open, and other languages: they are fetched when somebody needs them.
const LATER: &[&str] = &[
    "js/views/admin",
    "js/i18n/en-admin",
    "js/i18n/en-entry",
    "js/i18n/es",
    "js/i18n/en-letter",
    "js/views/settings-",
    "js/i18n/en-settings",
    "js/views/invite",
    "js/i18n/en-invite",
    "js/views/report",
    "js/i18n/en-report",
    "js/lib/door",
    "js/lib/dress",
    "js/views/group-",
    "js/i18n/en-groups",
    "js/lib/seek",
    "js/views/search",
    "js/i18n/en-search",
    "js/views/export",
    "js/i18n/en-export",
    "js/lib/save",
    "js/views/message-dialogs",
    "js/views/emoji",
    "js/views/forward",
];

/// The modules of the app by path.
pub(crate) fn modules() -> Vec<String> {
    let mut names: Vec<String> = Files::iter()
        .filter(|name| name.starts_with("js/") && !ALONE.contains(&name.as_ref()))
        .filter(|name| !LATER.iter().any(|view| name.starts_with(view)))
        .map(Cow::into_owned)
        .collect();
    names.sort();
    names
}

/// The service worker, which keeps the shell of this version.
pub fn service_worker() -> String {
    let mut names: Vec<_> = Files::iter().filter(|name| name != "sw.js").collect();
    names.push(Cow::Borrowed(EMOJI));
    names.sort();
    let list: Vec<String> =
        names.iter().map(|name| format!("\"/assets/{}/{name}\"", version())).collect();
    text("sw.js").replace("__VERSION__", version()).replace("\"__SHELL__\"", &list.join(","))
}

/// The web app manifest.
pub fn manifest() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| text("manifest.webmanifest"));
    &TEXT
}

/// The icon.
pub fn favicon() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| text("favicon.svg"));
    &TEXT
}

fn text(name: &str) -> String {
    Files::get(name).map(|f| String::from_utf8_lossy(&f.data).into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shell_is_whole() {
        for name in ["js/start.js", "js/entry.js", "css/main.css", "icons.svg", "emoji.json"] {
            assert!(asset(name).is_some(), "{name}");
        }
        assert!(asset("../Cargo.toml").is_none());
        assert!(service_worker().contains(version()) && service_worker().contains(EMOJI));
        assert!(!service_worker().contains("__"));
        assert!(favicon().starts_with("<svg") && manifest().starts_with('{'));
    }

    #[test]
    fn modules_import_what_exists() {
        for name in Files::iter().filter(|name| name.ends_with(".js")) {
            let source = text(&name);
            for line in source.lines().filter(|line| line.contains(" from \"")) {
                let target = line.split(" from \"").nth(1).and_then(|rest| rest.split('"').next());
                let mut path: Vec<&str> = name.split('/').collect();
                path.pop();
                for part in target.unwrap().split('/') {
                    match part {
                        "." => {}
                        ".." => drop(path.pop()),
                        part => path.push(part),
                    }
                }
                assert!(Files::get(&path.join("/")).is_some(), "{name}: {line}");
            }
        }
    }

    #[test]
    fn files_stay_small() {
        for name in Files::iter().filter(|name| name.ends_with(".js")) {
            assert!(text(&name).lines().count() <= 250, "{name} is over 250 lines");
        }
    }
}
