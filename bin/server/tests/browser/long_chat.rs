//! A group that has talked for weeks.

use crate::kept::{DAY, in_store, known, now};
use domain::message::{self, MarkRead, React, SendMessage};
use domain::port::Tx;
use domain::{ChatId, ClientId, Emoji, MessageText, Seq, Timestamp};
use testkit::Server;

/// Four weeks of talk.
const SPAN: i64 = 28 * DAY;

const WORDS: [&str; 24] = [
    "the",
    "long",
    "table",
    "tonight",
    "bring",
    "bread",
    "and",
    "olives",
    "we",
    "could",
    "read",
    "lighthouse",
    "chapter",
    "seven",
    "was",
    "slow",
    "but",
    "lovely",
    "who",
    "knows",
    "maybe",
    "tomorrow",
    "at",
    "eight",
];
const OTHERS: [&str; 6] = [
    "هل تأتون الليلة إلى المائدة الطويلة؟ سأحضر الخبز والزيتون.",
    "אני מביאה יין אדום, מי מביא גבינה?",
    "今夜八時に長いテーブルで会いましょう。",
    "Ich bringe Käsekuchen mit – für alle genug!",
    "मैं थोड़ी देर से आऊँगा",
    "Приду к девяти, начинайте без меня",
];
const EMOJI: [&str; 4] = ["🎉", "👍👍", "😂😂😂", "🥖 🫒 🧀"];
const REACTIONS: [&str; 4] = ["👍", "❤️", "😂", "🎉"];

/// Four people in a group with so many messages of every kind, all read by the first of them, who is `ana`.
pub(crate) async fn long_chat(server: &mut Server, messages: i64) {
    let [ana, ben, chidi, dora] = server.people(["ana", "ben", "chidi", "dora"]).await;
    let others = [ben.id, chidi.id, dora.id];
    let chat = ChatId(ana.group("The long table", &others).await.unwrap().id);
    let people = [ana.id, ben.id, chidi.id, dora.id];
    assert!(server.terminate().await.success());
    let begin = now().plus_ms(-SPAN);
    for first in (1..=messages).step_by(1_000) {
        in_store(server, move |tx| {
            for seq in first..=messages.min(first + 999) {
                write(tx, chat, people, seq, begin.plus_ms(SPAN / messages * seq));
            }
        })
        .await;
    }
    in_store(server, move |tx| {
        let cmd = MarkRead { chat, seq: Seq(messages), at: now() };
        message::mark_read(tx, &known(people[0]), cmd).unwrap();
    })
    .await;
    server.restart().await;
}

/// One message, with what it answers and who thinks what of it.
fn write(tx: &mut dyn Tx, chat: ChatId, people: [i64; 4], seq: i64, at: Timestamp) {
    // Some say several in a row.
    let who = |n: i64| known(people[usize::try_from(n.rem_euclid(4)).unwrap()]);
    let client_id = ClientId::parse(&format!("talk-{seq:09}")).unwrap();
    let text = MessageText::parse(&text(seq)).unwrap();
    let reply_to = (seq % 9 == 0).then_some(Seq(seq - 1 - seq % 5));
    let cmd = SendMessage { chat, client_id, text, reply_to, at };
    message::send(tx, &who(seq / 3 + seq / 7), cmd).unwrap();
    let reactions = if seq % 6 == 0 { 1 + seq % 3 } else { 0 };
    for n in 0..reactions {
        let emoji = Emoji::parse(of(&REACTIONS, seq / 6 + n)).unwrap();
        let cmd = React { chat, seq: Seq(seq), emoji, on: true, at };
        message::react(tx, &who(n), cmd).unwrap();
    }
}

/// What a message says: mostly a sentence or two, and everything else that people write.
fn text(seq: i64) -> String {
    match seq {
        _ if seq % 97 == 0 => words(seq, 220),
        _ if seq % 41 == 0 => {
            format!("```\nfn main() {{\n    let n = {seq};\n    println!(\"{{n}}\");\n}}\n```")
        }
        _ if seq % 29 == 0 => {
            format!("> {}\n\n- {}\n- {}", words(seq, 6), words(seq + 1, 3), words(seq + 2, 4))
        }
        _ if seq % 23 == 0 => {
            format!("**Look**, @ben: https://example.org/books/{seq}?by=@ana and `page {seq}`")
        }
        _ if seq % 13 == 0 => of(&OTHERS, seq / 13).to_owned(),
        _ if seq % 11 == 0 => of(&EMOJI, seq / 11).to_owned(),
        _ => words(seq, 2 + seq * 7 % 31),
    }
}

fn words(seed: i64, count: i64) -> String {
    let mut state = u64::try_from(seed).unwrap().wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let next = |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        of(&WORDS, i64::try_from((state >> 8) & 0xFFFF).unwrap())
    };
    let words: Vec<_> = (0..count).map(next).collect();
    words.join(" ")
}

fn of(all: &[&'static str], n: i64) -> &'static str {
    let len = i64::try_from(all.len()).unwrap();
    all[usize::try_from(n.rem_euclid(len)).unwrap()]
}
