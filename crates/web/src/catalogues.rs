//! Whether every language says all that English says: the same texts, and functions of as many values.
//!
//! Catalogues are plain JavaScript objects; what is read here is their shape. A key that stands alone
//! (`span,`) is code that texts share, and a language may do without it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// What stands at a key: `text`, `list of 3`, `function of 2`; nested keys joined by dots.
type Shapes = BTreeMap<String, String>;

/// Signs, words and whole strings of a source, without comments.
fn tokens(source: &str) -> Vec<String> {
    let mut rest = source;
    let mut all = Vec::new();
    while let Some(first) = rest.chars().next() {
        let len = if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |at| at + 2)
        } else if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if matches!(first, '"' | '\'' | '`') {
            string_len(rest, first)
        } else if first.is_alphanumeric() || first == '_' || first == '$' {
            rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$').unwrap_or(rest.len())
        } else if rest.starts_with("=>") {
            2
        } else {
            first.len_utf8()
        };
        let (token, after) = rest.split_at(len);
        if !first.is_whitespace() && !token.starts_with("/*") && !token.starts_with("//") {
            all.push(token.to_owned());
        }
        rest = after;
    }
    all
}

/// The length of a string with its quotes; a template may hold others in its braces.
fn string_len(text: &str, quote: char) -> usize {
    let mut at = 1;
    while let Some(c) = text[at..].chars().next() {
        if c == '\\' {
            at += 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8);
        } else if c == quote {
            return at + 1;
        } else if quote == '`' && text[at..].starts_with("${") {
            at += 2 + braces_len(&text[at + 2..]);
        } else {
            at += c.len_utf8();
        }
    }
    text.len()
}

/// The length of what stands in a template's braces, with the closing one.
fn braces_len(text: &str) -> usize {
    let (mut at, mut depth) = (0, 1);
    while let Some(c) = text[at..].chars().next() {
        if matches!(c, '"' | '\'' | '`') {
            at += string_len(&text[at..], c);
            continue;
        }
        at += c.len_utf8();
        depth += i32::from(c == '{') - i32::from(c == '}');
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// The end of the value that begins at `from`: a comma or a closing sign of its own level.
fn end_of(tokens: &[String], from: usize) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(from) {
        match token.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" | "," | ";" if depth == 0 => return at,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
    }
    tokens.len()
}

/// Where the values within the braces at `open` begin and end.
fn values(tokens: &[String], open: usize) -> Vec<(usize, usize)> {
    let mut all = Vec::new();
    let mut from = open + 1;
    while from < tokens.len() && !matches!(tokens[from].as_str(), ")" | "]" | "}") {
        let end = end_of(tokens, from);
        all.push((from, end));
        from = end + usize::from(tokens.get(end).is_some_and(|token| token == ","));
    }
    all
}

/// Notes the shape of the value in `from..end` and of all that is in it.
fn read(tokens: &[String], from: usize, end: usize, path: &str, shapes: &mut Shapes) {
    let is = |at: usize, sign: &str| at < end && tokens[at] == sign;
    if is(from + 1, "=>") {
        shapes.insert(path.to_owned(), "function of 1".to_owned());
    } else if is(from, "(") {
        let close = values(tokens, from).last().map_or(from + 1, |last| last.1);
        if is(close + 1, "=>") {
            let arity = values(tokens, from).len();
            shapes.insert(path.to_owned(), format!("function of {arity}"));
        } else {
            read(tokens, from + 1, close, path, shapes);
        }
    } else if is(from, "[") {
        let entries = values(tokens, from);
        shapes.insert(path.to_owned(), format!("list of {}", entries.len()));
        for (at, (from, end)) in entries.into_iter().enumerate().filter(|(_, one)| one.0 < one.1) {
            read(tokens, from, end, &format!("{path}.{at}"), shapes);
        }
    } else if is(from, "{") {
        for (key, end) in values(tokens, from) {
            // Without a value it is code that texts share.
            if is(key + 1, ":") {
                let name = tokens[key].trim_matches('"');
                read(tokens, key + 2, end, &format!("{path}.{name}"), shapes);
            }
        }
    } else {
        shapes.insert(path.to_owned(), "text".to_owned());
    }
}

/// The shapes of all objects that a catalogue exports.
fn shapes(source: &str) -> Shapes {
    let tokens = tokens(source);
    let mut shapes = Shapes::new();
    for at in 0..tokens.len() {
        if tokens[at] == "export" && tokens.get(at + 4).is_some_and(|token| token == "{") {
            read(&tokens, at + 4, end_of(&tokens, at + 4), &tokens[at + 2], &mut shapes);
        }
    }
    shapes
}

/// What `theirs` lacks or has otherwise; empty when all is well.
fn differences(english: &Shapes, theirs: &Shapes) -> Vec<String> {
    let keys: BTreeSet<_> = english.keys().chain(theirs.keys()).collect();
    let differs = |key: &&String| english.get(*key) != theirs.get(*key);
    let say =
        |key: &String| format!("{key}: {:?} in English, {:?}", english.get(key), theirs.get(key));
    keys.into_iter().filter(differs).map(say).collect()
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/js/i18n")
}

fn source(name: &str) -> String {
    fs::read_to_string(folder().join(name)).unwrap_or_default()
}

/// `""` of `en.js`, `-admin` of `en-admin.js`.
fn areas() -> BTreeSet<String> {
    let names = fs::read_dir(folder()).unwrap().map(|file| file.unwrap().file_name());
    let names = names.filter_map(|name| name.into_string().ok());
    names
        .filter_map(|name| Some(name.strip_prefix("en")?.strip_suffix(".js")?.to_owned()))
        .collect()
}

/// The texts in the brackets after `const NAME` of `language.js`.
fn listed(name: &str) -> BTreeSet<String> {
    let language = source("language.js");
    let start = language.find(&format!("const {name} = ")).unwrap();
    let line = language[start..].lines().next().unwrap();
    tokens(line)
        .iter()
        .filter(|t| t.starts_with('"'))
        .map(|t| t.trim_matches('"').to_owned())
        .collect()
}

/// The keys of `LANGUAGES` in `language.js`, without English.
fn languages() -> Vec<String> {
    let tokens = tokens(&source("language.js"));
    let at = tokens.iter().position(|token| token == "LANGUAGES").unwrap();
    let keys = values(&tokens, at + 2).into_iter().map(|(key, _)| tokens[key].clone());
    keys.filter(|key| key != "en").collect()
}

#[test]
fn every_language_says_all_that_english_says() {
    assert!(languages().contains(&"es".to_owned()));
    let mut wrong = Vec::new();
    for (language, area) in
        languages().iter().flat_map(|l| areas().into_iter().map(move |a| (l.clone(), a)))
    {
        let english = shapes(&source(&format!("en{area}.js")));
        assert!(!english.is_empty(), "en{area}.js");
        let name = format!("{language}{area}.js");
        let theirs = shapes(&source(&name));
        wrong.extend(differences(&english, &theirs).iter().map(|one| format!("{name}: {one}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_catalogue_is_fetched() {
    assert_eq!(listed("AREAS"), areas());
}

#[test]
fn differences_are_seen() {
    let english = shapes(
        "export const t = { a: \"x\", b: (/** @type {string} */ n, m) => `${n ? \"}\" : `{`}`, c: { d: [1, 2] }, e };",
    );
    assert_eq!(english.get("t.b").map(String::as_str), Some("function of 2"));
    assert_eq!(english.get("t.c.d").map(String::as_str), Some("list of 2"));
    assert!(!english.contains_key("t.e"), "code that texts share");
    for other in [
        "export const t = { b: (n, m) => \"\", c: { d: [1, 2] } };",
        "export const t = { a: \"x\", b: (n) => \"\", c: { d: [1, 2] } };",
        "export const t = { a: \"x\", b: (n, m) => \"\", c: { d: [1] } };",
        "export const t = { a: \"x\", b: (n, m) => \"\", c: {} };",
    ] {
        assert!(!differences(&english, &shapes(other)).is_empty(), "{other}");
    }
    let same = "export const t = {\n  // One\n  a: \"otra, {cosa}\", b: (n, m) => f({ k: n }, m), c: { d: [3, 4] } };";
    assert_eq!(differences(&english, &shapes(same)), Vec::<String>::new());
}

/// The pages before the app are rendered in English; their texts are found by what they say.
#[test]
fn texts_of_the_pages_before_the_app_stand_there() {
    let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let pages =
        ["entry.html", "letter.html"].map(|name| fs::read_to_string(templates.join(name)).unwrap());
    let pages = pages.concat().replace("{{ name }}", "{}");
    let tokens = tokens(&source("en-entry.js"));
    for text in
        tokens.iter().filter(|token| token.starts_with('"')).map(|token| token.trim_matches('"'))
    {
        assert!(pages.contains(text), "{text}");
    }
}
