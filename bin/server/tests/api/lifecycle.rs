//! The program: starting, stopping, its commands and its configuration.

use super::stage::{ana_and_ben, serve};
use futures_util::future::join_all;
use serde_json::json;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};
use testkit::{Backend, Options, PASSWORD, SOON, Server};

/// Runs a command with words for its standard input.
fn run(command: &mut Command, input: &str) -> Output {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A command that reads nothing may have ended already.
    let _gone = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn said(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    format!("{}{}", String::from_utf8_lossy(out), String::from_utf8_lossy(err))
}

pub(crate) async fn stops_in_good_order(backend: Backend) {
    let (mut server, ana, ben, chat) = ana_and_ben(backend).await;
    let mut sockets = vec![ana.online().await, ben.online().await];
    let sent = ana.send(chat, "last", "last words").await.unwrap();
    let began = Instant::now();
    server.ask_to_stop();
    for socket in &mut sockets {
        let closed = socket.until_closed(SOON).await.unwrap();
        assert_eq!(closed.code, Some(1001), "{closed:?}");
        let hint = closed.reason.split("reconnect_ms=").nth(1).expect("when to come back");
        assert!(hint.parse::<u32>().is_ok(), "{hint}");
    }
    assert_eq!(server.ended().await.code(), Some(0));
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    server.restart().await;
    assert_eq!(ana.messages(chat, "").await.unwrap().items, [sent.message]);
    let hello = ana.online().await;
    drop(hello);
}

pub(crate) async fn keeps_what_was_acked(backend: Backend) {
    let (mut server, ana, _, chat) = ana_and_ben(backend).await;
    let sends = (0..200).map(|i| {
        let ana = &ana;
        async move { ana.send(chat, &format!("m{i}"), &i.to_string()).await.ok().map(|s| s.message) }
    });
    let stop = async {
        tokio::time::sleep(Duration::from_millis(40)).await;
        server.kill9();
    };
    let (acked, ()) = tokio::join!(join_all(sends), stop);
    server.restart().await;
    let mut kept = ana.messages(chat, "after=0&limit=200").await.unwrap().items;
    kept.retain(|message| message.seq > 0);
    for message in acked.into_iter().flatten() {
        assert!(kept.contains(&message), "message {} was acked and is gone", message.seq);
    }
    let seqs: Vec<i64> = kept.iter().map(|message| message.seq).collect();
    assert_eq!(seqs, (1..=i64::try_from(seqs.len()).unwrap()).collect::<Vec<_>>());
}

pub(crate) async fn wrong_configuration(backend: Backend) {
    let server = serve(backend).await;
    let file = server.folder().join("wrong.toml");
    std::fs::write(&file, "[server]\nbnd = \"127.0.0.1:0\"\n").unwrap();
    let wrong = file.to_str().unwrap();
    let cases: Vec<(&str, &str, &[&str])> = vec![
        ("TERTULIA_AUTH__BCRYPT_COST", "lots", &["bcrypt_cost", "lots"]),
        ("TERTULIA_AUTH__BCRYPT_COST", "3", &["auth.bcrypt_cost", "3"]),
        ("TERTULIA_AUTH__ACCESS_TTL_S", "0", &["auth.access_ttl_s", "0"]),
        ("TERTULIA_AUTH__REGISTRATION", "perhaps", &["registration", "perhaps"]),
        ("TERTULIA_SERVER__BIND", "nowhere", &["nowhere"]),
        ("TERTULIA_SERVER__PORT", "1", &["port"]),
        ("TERTULIA_SERVER_BIND", "127.0.0.1:0", &["TERTULIA_SERVER_BIND", "two underscores"]),
        ("TERTULIA_SERVER__PUBLIC_URL", "chat.example.org", &["public_url", "chat.example.org"]),
        ("TERTULIA_LOG__FORMAT", "xml", &["format", "xml"]),
    ];
    for (key, value, words) in cases {
        let output = run(server.command().env(key, value), "");
        let said = said(&output);
        assert!(!output.status.success(), "{key}={value}: {said}");
        let lower = said.to_lowercase();
        let named = words.iter().all(|word| lower.contains(&word.to_lowercase()));
        assert!(named, "{key}={value}: {said}");
        assert!(said.lines().count() <= 4 && !said.contains("panicked"), "{said}");
    }
    for (args, words) in [
        (vec!["--config", wrong], ["bnd", "wrong.toml"]),
        (vec!["--config", "/nowhere.toml"], ["no file", "/nowhere.toml"]),
        (vec!["--no-such-flag"], ["--no-such-flag", "error"]),
    ] {
        let output = run(server.command().args(&args), "");
        let said = said(&output);
        assert!(!output.status.success());
        assert!(words.iter().all(|word| said.contains(word)), "{args:?}: {said}");
    }
    let shown = run(server.command().arg("config"), "");
    assert!(shown.status.success() && said(&shown).contains("bcrypt_cost = 4"), "{}", said(&shown));
}

pub(crate) async fn unknown_database(backend: Backend) {
    let server = serve(backend).await;
    for url in ["mysql://x", "redis://127.0.0.1/", "oracle:x"] {
        let mut command = server.command();
        let output = run(
            command.env("TERTULIA_SERVER__BIND", "127.0.0.1:0").args(["--database-url", url]),
            "",
        );
        let said = said(&output);
        let scheme = url.split(':').next().unwrap();
        assert!(!output.status.success() && said.contains(scheme), "{url}: {said}");
    }
    let key = server.folder().join("secret.key");
    let mode = std::fs::metadata(&key).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "the secret is its owner's");
}

pub(crate) async fn accounts_from_the_command_line(backend: Backend) {
    let server = serve(backend).await;
    let create = |args: &[&str], password: &str| {
        run(server.command().args(["user", "create"]).args(args), password)
    };
    let made =
        create(&["root-ana", "--email", "r@example.org", "--admin"], &format!("{PASSWORD}\n"));
    assert!(made.status.success(), "{}", said(&made));
    let tokens = server.client().login("root-ana", PASSWORD).await.unwrap();
    assert!(tokens.user.is_admin);
    let made = create(&["plain", "--email", "p@example.org"], PASSWORD);
    assert!(made.status.success(), "{}", said(&made));
    assert!(!server.client().login("plain", PASSWORD).await.unwrap().user.is_admin);
    for (args, password, word) in [
        (["root-ana", "--email", "n@example.org"], PASSWORD, "username"),
        (["another", "--email", "R@example.org"], PASSWORD, "e-mail"),
        (["another", "--email", "nothing"], PASSWORD, "email"),
        (["x", "--email", "n@example.org"], PASSWORD, "username"),
        (["another", "--email", "n@example.org"], "short", "password"),
    ] {
        let output = create(&args, password);
        assert!(!output.status.success() && said(&output).contains(word), "{}", said(&output));
    }
}

pub(crate) async fn migrations_are_checked(backend: Backend) {
    let mut server = serve(backend).await;
    let check = run(server.command().args(["migrate", "--check"]), "");
    assert!(check.status.success() && said(&check).contains("up to date"), "{}", said(&check));
    assert!(run(server.command().arg("migrate"), "").status.success());
    server.terminate().await;
    if backend == Backend::Sqlite {
        let empty = format!("sqlite:{}", server.folder().join("empty.db").display());
        let args = ["migrate", "--check", "--database-url", &empty];
        let check = run(server.command().args(args), "");
        assert!(!check.status.success() && said(&check).contains("missing"), "{}", said(&check));
        let done = run(server.command().args(["migrate", "--database-url", &empty]), "");
        assert!(done.status.success() && said(&done).contains("ran "), "{}", said(&done));
        assert!(run(server.command().args(args), "").status.success());
    }
}

pub(crate) async fn limits_hold(backend: Backend) {
    let server = Server::start(Options::on(backend).env("TERTULIA_LIMITS__ENABLED", "true")).await;
    let ana = server.person("ana").await;
    let wrong = json!({"login": "ana", "password": "wrong password"});
    let mut last = None;
    for _ in 0..40 {
        let raw = ana.client.request("POST", "/sessions", Some(wrong.clone())).await.unwrap();
        if raw.status != 401 {
            last = Some(raw);
            break;
        }
    }
    let raw = last.expect("guessing is slowed down");
    assert_eq!((raw.status, raw.code()), (429, "rate_limited"));
    assert!(raw.header("retry-after").parse::<u32>().unwrap() >= 1);
    assert!(raw.body["retry_after_ms"].as_u64().unwrap() > 0);
    assert_eq!(raw.body["temporary"], true);
    ana.me().await.expect("those who are in stay in");
}
