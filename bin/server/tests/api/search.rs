//! Finding messages by what they say.

use super::exporting::fill;
use super::stage::{ana_and_ben, ask, code, refused, serve};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use testkit::{Backend, Options, Person, Server};

/// The seqs of what somebody finds, the newest first.
async fn seqs(who: &Person, q: &str, more: &str) -> Vec<i64> {
    let page = who.search(q, more).await.unwrap();
    assert!(page.complete);
    page.items.iter().map(|one| one.message.seq).collect()
}

async fn say(who: &Person, chat: i64, texts: &[&str]) {
    for text in texts {
        let seq = who.chat(chat).await.unwrap().last_seq;
        who.send(chat, &format!("{chat}-{seq}"), text).await.unwrap();
    }
}

pub(crate) async fn finds_parts_of_words(backend: Backend) {
    let (_server, ana, ben, chat) = ana_and_ben(backend).await;
    let long = format!("{} the needle of the haystack {}", "hay ".repeat(200), "hay ".repeat(200));
    say(&ana, chat, &["Café auf der Straße", "吾輩は猫である", "fn main() { a_b[0] }"]).await;
    say(&ben, chat, &["see HTTPS://Example.org/a?b=c", &long]).await;
    for (q, found) in [
        ("cafe", vec![1]),
        ("STRASSE", vec![1]),
        ("raß", vec![1]),
        ("猫", vec![2]),
        ("輩は猫", vec![2]),
        ("a_b[", vec![3]),
        ("of the", vec![5]),
        ("\"of the\"", vec![5]),
        ("\"the of\"", vec![]),
        ("example.org/a?b", vec![4]),
        ("fé au", vec![1]),
        ("nothing like it", vec![]),
    ] {
        assert_eq!(seqs(&ana, q, "").await, found, "{q}");
    }
    assert_eq!(seqs(&ana, "", "&has=link").await, [4]);
    assert_eq!(seqs(&ana, "ha", &format!("&from={}", ben.id)).await, [5]);
    assert!(seqs(&ana, "ha", "&before=2020-01-01").await.is_empty());
    assert_eq!(seqs(&ana, "ha", "&after=2020-01-01T00:00:00Z").await, [5]);
    let hit = ana.search("strasse", "").await.unwrap().items.remove(0);
    assert_eq!((hit.marks[0].start, hit.marks[0].end, hit.snippet), (13, 19, None));
    assert_eq!((hit.sender.id, hit.chat.peer.unwrap().id), (ana.id, ben.id));
    let hit = ana.search("needle", "").await.unwrap().items.remove(0);
    let (snippet, mark) = (hit.snippet.unwrap(), hit.marks[0]);
    assert!(snippet.text.len() <= 240);
    assert_eq!(&snippet.text[mark.start - snippet.start..mark.end - snippet.start], "needle");
}

pub(crate) async fn only_ones_own_chats(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben, eve] = server.people(["ana", "ben", "eve"]).await;
    let tea = ana.group("Tea", &[ben.id, eve.id]).await.unwrap().id;
    say(&ana, tea, &["the canary sings"]).await;
    let before = eve.search("canary", "").await.unwrap();
    assert_eq!(before.items.len(), 1);
    ana.remove_member(tea, eve.id).await.unwrap();
    let nothing = json!({"items": [], "next_cursor": null, "complete": true});
    // A chat that one was in, one that one never was in, and one that there isn't: the same answer.
    for more in [String::new(), format!("&chat_id={tea}"), "&chat_id=999999".to_owned()] {
        let path = format!("/search?q=canary{more}");
        let raw = ask(&eve, "GET", &path, Value::Null).await;
        assert_eq!((raw.status, &raw.body), (200, &nothing), "{more}");
    }
    assert_eq!(code(&server.client(), "GET", "/search?q=canary", Value::Null).await.0, 401);
    // Somebody else's cursor opens nothing.
    say(&ana, tea, &["a canary", "one more canary"]).await;
    let cursor = ana.search("canary", "&limit=1").await.unwrap().next_cursor.unwrap();
    assert!(seqs(&eve, "canary", &format!("&cursor={cursor}")).await.is_empty());
    assert_eq!(seqs(&ben, "canary", &format!("&cursor={cursor}")).await, [2, 1]);
}

pub(crate) async fn the_past_of_others(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let tea = ana.group("Tea", &[]).await.unwrap().id;
    ana.edit_group(tea, json!({"settings": {"history": "from_joining"}})).await.unwrap();
    say(&ana, tea, &["an old canary"]).await;
    ana.add_members(tea, &[ben.id]).await.unwrap();
    say(&ana, tea, &["a new canary"]).await;
    assert_eq!(seqs(&ben, "canary", "").await, [2]);
    assert_eq!(seqs(&ana, "canary", "").await, [2, 1]);
    ben.clear_history(tea).await.unwrap();
    assert!(seqs(&ben, "canary", "").await.is_empty());
    ana.hide(tea, 2).await.unwrap();
    assert_eq!(seqs(&ana, "canary", "").await, [1]);
}

pub(crate) async fn blocks_change_nothing(backend: Backend) {
    let (server, ana, ben, chat) = ana_and_ben(backend).await;
    say(&ana, chat, &["a canary"]).await;
    let tea = ana.group("Tea", &[ben.id]).await.unwrap().id;
    say(&ben, tea, &["another canary"]).await;
    let before = ben.search("canary", "").await.unwrap();
    ana.block(ben.id).await.unwrap();
    // As in the history: what was said stays readable, and who is blocked sees no difference.
    assert_eq!(ben.search("canary", "").await.unwrap(), before);
    assert_eq!(ana.search("canary", "").await.unwrap().items.len(), 2);
    let eve = server.person("eve").await;
    assert!(seqs(&eve, "canary", &format!("&from={}", ana.id)).await.is_empty());
}

/// X1: signs of SQL and of patterns mean themselves, in every field.
pub(crate) async fn signs_are_signs(backend: Backend) {
    let (_server, ana, _ben, chat) = ana_and_ben(backend).await;
    let signs = ["100% sure", "a_b", r"C:\dir\x", "it's'; DROP TABLE messages; --", "plain words"];
    say(&ana, chat, &signs).await;
    for (q, found) in [
        ("0%", vec![1]),
        ("%%", vec![]),
        ("__", vec![]),
        ("_b", vec![2]),
        (r"\x", vec![3]),
        (r"\\", vec![]),
        ("';", vec![4]),
        ("' OR '1'='1", vec![]),
        ("') UNION SELECT password_hash FROM credentials --", vec![]),
        ("$1", vec![]),
        ("?1", vec![]),
    ] {
        assert_eq!(seqs(&ana, q, "").await, found, "{q}");
    }
    let tries = [
        "chat_id=1%20OR%201=1",
        "from=1;--",
        "limit=1%27",
        "before=%27--",
        "after=x",
        "has=%27",
        "cursor=JycnJw",
        "cursor=MS4yLjM7",
        "limit=0",
        "limit=101",
        "limit=1e9",
    ];
    for field in tries {
        let raw = ask(&ana, "GET", &format!("/search?q=plain&{field}"), Value::Null).await;
        assert_eq!(raw.status, 422, "{field}");
        let told = raw.body.to_string().to_lowercase();
        assert!(!told.contains("select") && !told.contains("syntax"), "{told}");
    }
}

/// X2: the syntax of full-text searches means nothing, and no query takes long.
pub(crate) async fn odd_terms_are_quick(backend: Backend) {
    let (_server, ana, _ben, chat) = ana_and_ben(backend).await;
    say(&ana, chat, &["say \"tea\" NEAR(5) the* (pot) OR AND NOT ^col:x", &"a".repeat(8_000)])
        .await;
    let half: String = "ab ".repeat(66);
    let letters: String = "a".repeat(200);
    let queries = [
        "\"",
        "\"\"",
        "\"tea",
        "tea\"",
        "\"tea\"\"",
        "NEAR(",
        "NEAR(5)",
        "the*",
        "(pot",
        "OR",
        "AND NOT",
        "^col:",
        "\" \" \"",
        &half,
        &letters,
    ];
    for q in queries {
        let escaped: Vec<String> = q.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let escaped = escaped.concat();
        let path = format!("/search?q={escaped}");
        let mut quickest = Duration::MAX;
        // Whatever else runs on the machine meanwhile takes its time too.
        for _ in 0..5 {
            let begun = Instant::now();
            let status = ask(&ana, "GET", &path, Value::Null).await.status;
            assert!(status == 200 || status == 422, "{q}: {status}");
            quickest = quickest.min(begun.elapsed());
        }
        assert!(quickest < Duration::from_millis(200), "{q}: {quickest:?}");
    }
    assert_eq!(seqs(&ana, "NEAR(5) the*", "").await, [1]);
    assert_eq!(seqs(&ana, "\"tea", "").await, [1]);
    assert_eq!(seqs(&ana, &letters, "").await, [2]);
    for q in ["", "a", " a ", "%00%00", &"a".repeat(201), &"a+".repeat(10_000)[..3_000]] {
        let (status, _) = code(&ana, "GET", &format!("/search?q={q}"), Value::Null).await;
        assert_eq!(status, 422, "{q}");
    }
}

/// L5: results tell no more of people than the chat does.
pub(crate) async fn nobody_learns_who_is_there(backend: Backend) {
    let (_server, ana, ben, chat) = ana_and_ben(backend).await;
    let _there = ben.online().await;
    say(&ben, chat, &["a canary"]).await;
    let raw = ask(&ana, "GET", "/search?q=canary", Value::Null).await;
    let told = raw.body.to_string();
    for field in ["last_seen", "online", "email", "read_at", "read_seq", "presence", "status"] {
        assert!(!told.contains(field), "{field}: {told}");
    }
    let person = json!({"id": ben.id, "username": "ben", "display_name": "ben"});
    let sender = &raw.body["items"][0]["sender"];
    assert_eq!((&sender["id"], &sender["username"]), (&person["id"], &person["username"]));
}

/// R22: gone at once, and what an edited message said before with it.
pub(crate) async fn deleted_is_not_found(backend: Backend) {
    let (_server, ana, ben, chat) = ana_and_ben(backend).await;
    say(&ana, chat, &["one canary", "two canaries"]).await;
    assert_eq!(seqs(&ben, "canar", "").await, [2, 1]);
    ana.edit(chat, 1, "one sparrow").await.unwrap();
    assert_eq!(seqs(&ben, "canar", "").await, [2]);
    assert_eq!(seqs(&ben, "sparrow", "").await, [1]);
    ana.delete(chat, 2).await.unwrap();
    assert!(seqs(&ben, "canar", "").await.is_empty());
    assert_eq!(ana.search("sparrow", "").await.unwrap().items[0].message.text, "one sparrow");
}

pub(crate) async fn searches_are_limited(backend: Backend) {
    let options = Options::on(backend)
        .env("TERTULIA_LIMITS__ENABLED", "true")
        .env("TERTULIA_LIMITS__RATES__REGISTER__BURST", "0");
    let server = Server::start(options).await;
    let ana = server.person("ana").await;
    for _ in 0..10 {
        ana.search("tea", "").await.unwrap();
    }
    refused(ana.search("tea", "").await, 429, "rate_limited");
    let ben = server.person("ben").await;
    let raw = ask(&ben, "GET", "/search?q=tea", Value::Null).await;
    assert!(raw.header("ratelimit-policy").contains("\"search\";q=10;w=60"));
}

pub(crate) async fn pages_go_on(backend: Backend) {
    let (_server, ana, ben, chat) = ana_and_ben(backend).await;
    let tea = ana.group("Tea", &[ben.id]).await.unwrap().id;
    for n in 0..9 {
        say(&ben, if n % 2 == 0 { chat } else { tea }, &[&format!("cup {n}")]).await;
    }
    let (mut all, mut more) = (Vec::new(), "&limit=4".to_owned());
    loop {
        let page = ana.search("cup", &more).await.unwrap();
        all.extend(page.items.into_iter().map(|one| one.message.text));
        let Some(next) = page.next_cursor else { break };
        more = format!("&limit=4&cursor={next}");
    }
    let want: Vec<String> = (0..9).rev().map(|n| format!("cup {n}")).collect();
    assert_eq!(all, want);
}

/// A node that keeps no index finds the newest and says that it looked at no more; one that keeps it finds all.
pub(crate) async fn without_the_index(backend: Backend) {
    let options = Options::on(backend).env("TERTULIA_SEARCH__INDEX", "false");
    let mut server = Server::start(options).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let chat = ana.direct(ben.id).await.unwrap().id;
    server.terminate().await;
    fill(&server, chat, ana.id, 1, "the oldest leaf").await;
    fill(&server, chat, ben.id, 4_000, "another leaf").await;
    server.restart().await;
    let ana = ana.again().await;
    let page = ana.search("leaf", "&limit=1").await.unwrap();
    assert_eq!(page.items.first().map(|one| one.message.seq), Some(4_001));
    assert!(!page.complete);
    assert_eq!(ana.search("oldest", "").await.unwrap().items.len(), 0);
    server.restart_with("TERTULIA_SEARCH__INDEX", "true").await;
    let ana = ana.again().await;
    let begun = Instant::now();
    while !ana.search("oldest", "").await.unwrap().complete {
        assert!(begun.elapsed() < Duration::from_mins(1), "the index is not made");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(seqs(&ana, "oldest", "").await, [1]);
}
