//! A conversation of 10,000 messages, scrolled from its end to its beginning and back with a wheel.
//!
//! What it costs is written to `target/traces/`: a summary in `scrolling.json` and a trace of some seconds for
//! `chrome://tracing` or the performance panel. Both depend on the machine; what is asserted doesn't.

use super::long_chat::long_chat;
use super::trace::{self, Share, Trace};
use super::visitor::{DESKTOP, Visitor, one_at_a_time};
use serde_json::{Value, json};
use std::time::Duration;
use testkit::{Browser, Devtools, PASSWORD, Server};
use tokio::time::Instant;

const PROBE: &str = include_str!("scrolling.js");
const MESSAGES: i64 = 10_000;
const LAST: f64 = 10_000.0;
/// As many as `lib/part.js` draws at most.
const MOST: u64 = 320;
/// What may stay of it all: the messages that are held, and not what was drawn of them.
const HEAP_BOUND: f64 = 20.0 * 1024.0 * 1024.0;
/// A wheel that is turned fast, in pixels per second; `TERTULIA_TEST_SCROLL` says another.
const SPEED: f64 = 20_000.0;
const FRAME: Duration = Duration::from_micros(16_667);
const LONGEST: Duration = Duration::from_mins(12);
/// A notch of the wheel.
const STEP: f64 = 300.0;
/// How long a picture is scrolled, and how far before it is scrolled back.
const PICTURE: Duration = Duration::from_secs(10);
const PART: f64 = 12_000.0;
/// How often one looks whether there is more.
const LOOK: Duration = Duration::from_millis(500);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_conversation_scrolls_smoothly() {
    if !Browser::available() {
        return;
    }
    let _turn = one_at_a_time().await;
    let mut server = Server::sqlite().await;
    long_chat(&mut server, MESSAGES).await;
    let ana = Visitor::arrive(DESKTOP, &format!("{}/login", server.base())).await;
    ana.log_in("ana", PASSWORD).await;
    ana.click("[data-testid=chat-item]").await;
    ana.see(&format!("[data-seq='{MESSAGES}']")).await;
    let mut page = ana.page().await;
    page.value(PROBE).await;
    let idle = idle(&mut page).await;
    let speed = std::env::var("TERTULIA_TEST_SCROLL").map_or(SPEED, |px| px.parse().unwrap());
    let picture = picture(&mut page, speed).await;
    let before = weight(&mut page).await;

    let up = scroll(&mut page, 1.0, speed).await;
    let full = weight(&mut page).await;
    stays_in_place(&mut page).await;
    let down = scroll(&mut page, -1.0, speed).await;
    let after = weight(&mut page).await;
    let summary = json!({"messages": MESSAGES, "pixels_per_second": speed, "idle": idle,
        "picture": picture, "up": up.told, "down": down.told, "weight": {"before": before, "at_the_top": full, "after": after}});
    let file = trace::keep("scrolling.json", &format!("{summary:#}"));
    eprintln!("{summary:#}\n{}", file.display());

    for way in [&up, &down] {
        assert_eq!(way.jumps, json!([]), "what one reads moved by itself");
        assert!(way.most <= MOST, "{} messages in the page", way.most);
    }
    let grown = after["heap"].as_f64().unwrap() - before["heap"].as_f64().unwrap();
    assert!(grown < HEAP_BOUND, "the heap grew by {grown} bytes");
    // At the top as many are drawn as ever are: nothing of what was drawn before is left.
    let [nodes, drawn] = [&after, &full].map(|one| one["nodes"].as_u64().unwrap());
    assert!(nodes <= drawn, "{nodes} nodes are left, and {drawn} were there");
    ana.assert_no_violations().await;
}

/// One way through the conversation.
struct Way {
    /// What moved otherwise than it was scrolled.
    jumps: Value,
    /// Most messages in the page at once.
    most: u64,
    /// The figures.
    told: Value,
}

/// Frames of a page in which nothing happens.
async fn idle(page: &mut Devtools) -> Value {
    page.value("probe.begin(1, 1)").await;
    page.listen(Instant::now() + Duration::from_secs(2)).await;
    frames(&page.value("probe.end()").await)
}

/// Frames of a picture of the messages drawn, scrolled up and down: what this browser can do on this machine.
async fn picture(page: &mut Devtools, speed: f64) -> Value {
    page.value("probe.picture()").await;
    page.value("probe.begin(1, 1e9)").await;
    let began = Instant::now();
    let mut last = began;
    while last - began < PICTURE {
        page.listen(last + FRAME).await;
        let now = Instant::now();
        let turns = (now - began).as_secs_f64() * speed / PART;
        let way = if turns % 2.0 < 1.0 { -1.0 } else { 1.0 };
        if page.waiting() < 8 {
            turn(page, way * speed * (now - last).as_secs_f64()).await;
        }
        last = now;
    }
    let found = page.value("probe.end()").await;
    page.value("probe.original()").await;
    frames(&found)
}

/// What the page takes once nothing is left to be thrown away.
async fn weight(page: &mut Devtools) -> Value {
    page.ask("HeapProfiler.collectGarbage", json!({})).await;
    let heap = page.ask("Runtime.getHeapUsage", json!({})).await;
    let counted = page.ask("Memory.getDOMCounters", json!({})).await;
    json!({"heap": heap["usedSize"], "nodes": counted["nodes"], "listeners": counted["jsEventListeners"]})
}

/// Turns the wheel until there is no more: up (1) or down (-1).
async fn scroll(page: &mut Devtools, way: f64, speed: f64) -> Way {
    page.value(&format!("probe.begin({way}, {speed})")).await;
    let began = Instant::now();
    let (mut last, mut looked) = (began, began);
    let mut trace = Trace::default();
    loop {
        page.listen(last + FRAME).await;
        let now = Instant::now();
        assert!(now - began < LONGEST, "it comes to an end");
        // What a slow page hasn't taken yet is not turned once more.
        if page.waiting() < 8 {
            turn(page, -way * speed * (now - last).as_secs_f64()).await;
        }
        last = now;
        trace.follow(page, now - began).await;
        if now - looked > LOOK {
            looked = now;
            if trace == Trace::Over && is_there(&page.value("probe.where()").await, way) {
                break;
            }
        }
    }
    let took = began.elapsed();
    let found = page.value("probe.end()").await;
    let share =
        trace::collect(page, if way > 0.0 { "scrolling-up" } else { "scrolling-down" }).await;
    told(&found, took, &share)
}

async fn turn(page: &mut Devtools, by: f64) {
    let at = json!({"type": "mouseWheel", "x": 700, "y": 400, "deltaX": 0, "deltaY": by});
    page.tell("Input.dispatchMouseEvent", at).await;
}

fn is_there(place: &Value, way: f64) -> bool {
    let number = |key: &str| place[key].as_f64().unwrap_or(f64::MAX);
    if way > 0.0 {
        number("first") <= 1.0 && number("top") <= 0.5
    } else {
        number("last") >= LAST && number("below") <= 1.0
    }
}

fn told(found: &Value, took: Duration, share: &Share) -> Way {
    let long = found["long"].as_array().cloned().unwrap_or_default();
    let mut worst = long.clone();
    worst.sort_by_key(|one| std::cmp::Reverse(one["ms"].as_u64()));
    worst.truncate(8);
    let told = json!({"seconds": took.as_secs_f64().round(), "frames": frames(found),
        "long_frames": long.len(), "worst": worst, "trace": share.told()});
    Way { jumps: found["jumps"].clone(), most: found["most"].as_u64().unwrap(), told }
}

/// How long frames took, in milliseconds, and how many came late.
fn frames(found: &Value) -> Value {
    let all = found["frames"].as_array().cloned().unwrap_or_default();
    let mut all: Vec<f64> = all.iter().filter_map(Value::as_f64).collect();
    all.sort_by(f64::total_cmp);
    let at = |share: usize| all.get(all.len() * share / 100).copied().unwrap_or_default();
    let late = |limit: f64| all.iter().filter(|ms| **ms > limit).count();
    json!({"count": all.len(), "median": at(50), "p95": at(95), "p99": at(99),
        "longest": all.last(), "over_25_ms": late(25.0), "over_50_ms": late(50.0)})
}

/// Whatever is put in front of it or taken away there, what one reads moves as far as one scrolls, to the pixel.
async fn stays_in_place(page: &mut Devtools) {
    // Back down until the beginning isn't drawn any more, and up again; the last of it by small steps.
    glide(page, 600.0, 400).await;
    glide(page, -600.0, 40).await;
    step_by_step(page, -STEP, true).await;
    glide(page, 600.0, 40).await;
    step_by_step(page, STEP, false).await;
}

async fn glide(page: &mut Devtools, by: f64, times: usize) {
    for _ in 0..times {
        turn(page, by).await;
        page.listen(Instant::now() + FRAME).await;
    }
}

/// Until something was drawn three times; if asked for, also until there was room made anew above it.
async fn step_by_step(page: &mut Devtools, by: f64, room: bool) {
    let (mut grew, mut made) = (0, !room);
    while grew < 3 || !made {
        let before = still(page, &Value::Null).await;
        turn(page, by).await;
        let after = still(page, &before).await;
        let seq = &before["middle"]["seq"];
        let top = format!(
            "document.querySelector(\".log [data-seq='{seq}']\").getBoundingClientRect().top"
        );
        let moved =
            page.value(&top).await.as_f64().unwrap() - before["middle"]["top"].as_f64().unwrap();
        assert!((moved + by).abs() < 1.5, "{moved} pixels instead of {}, {before} {after}", -by);
        assert!(after["first"] != 1, "something was put in front");
        grew += usize::from(before["first"] != after["first"]);
        made |= after["room"].as_f64() > before["room"].as_f64();
    }
}

/// Where one is once nothing moves any more, and somewhere else than before.
async fn still(page: &mut Devtools, before: &Value) -> Value {
    let mut last = Value::Null;
    for _ in 0..100 {
        page.listen(Instant::now() + FRAME * 4).await;
        let now = page.value("probe.where()").await;
        if now == last && now != *before && !now["middle"].is_null() {
            return now;
        }
        last = now;
    }
    panic!("it comes to rest: {last}")
}
