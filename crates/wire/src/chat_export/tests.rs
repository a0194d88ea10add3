use super::*;
use domain::chat::{Changed, LineKind};
use domain::message::{Deletion, Reaction};
use domain::rights::Audience;
use domain::{
    ChatId, ChatKind, ClientId, DisplayName, Emoji, Handle, MessageText, Rev, Seq, Timestamp, Title,
};
use std::sync::Arc;

fn user(id: i64, name: &str) -> UserBrief {
    UserBrief {
        id: UserId(id),
        handle: Handle::parse(&format!("user{id}")).unwrap(),
        display_name: DisplayName::parse(name).unwrap(),
        last_seen: None,
        status: None,
        presence: Audience::Everyone,
        read_receipts: true,
        deleted: false,
    }
}

fn message(seq: i64, sender: i64, text: &str) -> domain::Message {
    domain::Message {
        chat: ChatId(4),
        seq: Seq(seq),
        rev: Rev(seq),
        sender: UserId(sender),
        client_id: ClientId::parse("id").unwrap(),
        text: MessageText::from_stored(text.to_owned()),
        sent_at: Timestamp(1_700_000_000_120),
        edited_at: None,
        deleted: None,
        reply_to: None,
        reactions: vec![],
        pinned: None,
        hidden: false,
    }
}

fn of(title: Option<&str>, entries: Vec<Entry>) -> ExportPage {
    let people = vec![user(1, "Ana"), user(2, "=Ben")];
    let chat = ExportedChat {
        id: ChatId(4),
        kind: if title.is_some() { ChatKind::Group } else { ChatKind::Direct },
        title: title.map(|title| Title::parse(title).unwrap()),
        viewer: UserId(1),
        pair: if title.is_some() { vec![] } else { people.clone() },
        created_at: Timestamp(0),
    };
    ExportPage { chat: Arc::new(chat), first: true, entries, people }
}

fn said(message: domain::Message) -> Entry {
    Entry::Message(Box::new(message))
}

/// The rows of a file as they were before they were guarded: how to read it back.
fn parse(file: &[u8]) -> Vec<Vec<String>> {
    let file = file.strip_prefix("\u{feff}".as_bytes()).unwrap_or(file);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(file);
    let cell = |cell: &str| cell.strip_prefix('\'').unwrap_or(cell).to_owned();
    reader.records().map(|row| row.unwrap().iter().map(cell).collect()).collect()
}

const HOSTILE: [&str; 27] = [
    "plain",
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\n=1",
    "  =1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "'quoted",
    "''twice",
    "'=1",
    "it's",
    "a,b",
    "a;=b",
    "say \"hi\"",
    "\"",
    "two\nlines",
    "two\n\n",
    " ",
    "日本語 👍🏽",
    "\u{feff}mark",
    "=HYPERLINK(\"http://example.org\",\"x\")",
    "=cmd|'/c calc'!A1",
];

#[test]
fn cells_come_back_as_they_were_and_none_is_a_formula() {
    let entries = HOSTILE.iter().zip(1..).map(|(text, seq)| said(message(seq, 2, text)));
    let rows = ExportFormat::Csv.page(of(None, entries.collect()));
    let file = [ExportFormat::Csv.head().as_bytes(), &rows].concat();
    let back = parse(&file);
    assert_eq!(back[0], ["From", "To", "Message", "Time", "Reaction"]);
    let texts: Vec<&str> = back[1..].iter().map(|row| row[2].as_str()).collect();
    assert_eq!(texts, HOSTILE);
    assert!(back[1..].iter().all(|row| row[0] == "=Ben (user2)" && row[1] == "Ana (user1)"));
    let mut raw = csv::ReaderBuilder::new().has_headers(false).from_reader(&rows[..]);
    for row in raw.records() {
        for cell in &row.unwrap() {
            let first = cell.trim_start_matches(' ').chars().next();
            assert!(!first.is_some_and(|c| "=+-@\t\r\n＝＋－＠".contains(c)), "{cell:?}");
        }
    }
}

#[test]
fn rows_are_what_rfc_4180_says() {
    let mut liked = message(2, 1, "two\nlines, and \"quotes\"");
    let reaction =
        |emoji, count| Reaction { emoji: Emoji::parse(emoji).unwrap(), count, me: false };
    liked.reactions = vec![reaction("👍", 2), reaction("🎉", 1)];
    let gone = message(3, 1, "").tombstone(Rev(9), Deletion { by: UserId(1), at: Timestamp(0) });
    let line = domain::chat::Line {
        chat: ChatId(4),
        rev: Rev(1),
        after: Seq(0),
        at: Timestamp(0),
        kind: LineKind::Created,
        by: Some(user(1, "Ana")),
        users: vec![],
        changes: vec![Changed { what: "title".to_owned(), to: Some("Tea".to_owned()) }],
    };
    let entries =
        vec![Entry::Line(Box::new(line)), said(message(1, 1, "Hi")), said(liked), said(gone)];
    let page = of(Some("Tea"), entries);
    let csv = String::from_utf8(ExportFormat::Csv.page(page.clone())).unwrap();
    assert_eq!(
        csv,
        "Ana (user1),Tea,Hi,2023-11-14T22:13:20.120Z,\r\n\
         Ana (user1),Tea,\"two\nlines, and \"\"quotes\"\"\",2023-11-14T22:13:20.120Z,👍 2 🎉 1\r\n"
    );
    let text = String::from_utf8(ExportFormat::Jsonl.page(page)).unwrap();
    let records: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let kinds: Vec<&str> = records.iter().map(|r| r["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["chat", "line", "message", "message", "message"]);
    assert!(records.iter().all(|r| r["chat_id"] == 4 && r["chat_title"] == "Tea"));
    assert_eq!(records[1]["kind"], "created");
    assert_eq!((&records[2]["sender_name"], &records[2]["text"]), (&"Ana".into(), &"Hi".into()));
    assert_eq!(records[4]["text"], "");
    assert!(records[4]["deleted_at"].is_string());
    let back: Result<Vec<Record>, _> = text.lines().map(serde_json::from_str).collect();
    assert_eq!(back.unwrap().len(), 5, "what is written can be read");
}

#[test]
fn a_direct_chat_is_called_by_the_other() {
    let text = ExportFormat::Jsonl.page(of(None, vec![]));
    let chat: serde_json::Value = serde_json::from_slice(&text).unwrap();
    assert_eq!((&chat["kind"], &chat["chat_title"]), (&"direct".into(), &"=Ben".into()));
    assert_eq!(chat["people"][0]["username"], "user1");
    assert!(ExportFormat::Csv.page(of(None, vec![])).is_empty());
}
