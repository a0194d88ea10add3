//! A trace of the browser's own: kept as a file, and what the page's main thread did in it.

use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::time::Duration;
use testkit::Devtools;

const CATEGORIES: &str = "blink.user_timing,devtools.timeline,devtools.timeline.frame,\
    disabled-by-default-devtools.timeline,v8,-*";

/// From when on, and for how long.
const FROM: Duration = Duration::from_secs(3);
const LENGTH: Duration = Duration::from_secs(10);

/// What a task of the main thread is made of.
const KINDS: [(&str, &[&str]); 6] = [
    (
        "script",
        &[
            "FunctionCall",
            "EvaluateScript",
            "EventDispatch",
            "FireAnimationFrame",
            "TimerFire",
            "RunMicrotasks",
            "v8.callFunction",
            "XHRReadyStateChange",
        ],
    ),
    ("garbage", &["MinorGC", "MajorGC", "V8.GCScavenger", "BlinkGC.AtomicPhase"]),
    ("style", &["UpdateLayoutTree", "RecalculateStyles", "ScheduleStyleRecalculation"]),
    ("layout", &["Layout"]),
    ("paint", &["PrePaint", "Paint", "Layerize", "UpdateLayer", "UpdateLayerTree", "Commit"]),
    ("hit_test", &["HitTest"]),
];

/// How the main thread spent its time, by its own CPU clock.
pub(crate) struct Share {
    seconds: f64,
    /// Milliseconds by kind.
    kinds: BTreeMap<&'static str, f64>,
    raster: f64,
    longest: Vec<f64>,
}

impl Share {
    /// The same as figures: milliseconds of each second.
    pub(crate) fn told(&self) -> Value {
        let per_second = |ms: f64| (ms / self.seconds * 10.0).round() / 10.0;
        let kinds: BTreeMap<_, _> =
            self.kinds.iter().map(|(kind, ms)| (*kind, per_second(*ms))).collect();
        let longest: Vec<f64> = self.longest.iter().map(|ms| ms.round()).collect();
        json!({"seconds": self.seconds.round(), "main_thread_ms_per_second": kinds,
            "raster_ms_per_second": per_second(self.raster), "longest_tasks_ms": longest})
    }
}

/// Writes to `target/traces/`.
pub(crate) fn keep(name: &str, text: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/traces");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join(name);
    std::fs::write(&file, text).unwrap();
    file
}

/// Some seconds of what a page does, a while after it began to do it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Trace {
    /// Not yet.
    #[default]
    Waiting,
    /// Being written.
    Running,
    /// All of it is on its way.
    Over,
}

impl Trace {
    /// Begins and ends in time.
    pub(crate) async fn follow(&mut self, page: &mut Devtools, elapsed: Duration) {
        if *self == Self::Waiting && elapsed > FROM {
            let config = json!({"includedCategories": CATEGORIES.split(',').collect::<Vec<_>>()});
            let how = json!({"traceConfig": config, "transferMode": "ReportEvents"});
            page.ask("Tracing.start", how).await;
            *self = Self::Running;
        } else if *self == Self::Running && elapsed > FROM + LENGTH {
            page.tell("Tracing.end", json!({})).await;
            *self = Self::Over;
        }
    }
}

/// What came of a trace that was told to end, kept under this name.
pub(crate) async fn collect(page: &mut Devtools, name: &str) -> Share {
    page.wait_for("Tracing.tracingComplete").await;
    let mut events = Vec::new();
    for mut event in page.events() {
        if event["method"] == "Tracing.dataCollected"
            && let Value::Array(more) = event["params"]["value"].take()
        {
            events.extend(more);
        }
    }
    let share = share(&events);
    keep(&format!("{name}.json"), &json!({"traceEvents": events}).to_string());
    share
}

/// An event with a beginning and an end, in milliseconds.
struct Span<'a> {
    name: &'a str,
    from: f64,
    ms: f64,
    cpu: f64,
}

fn share(events: &[Value]) -> Share {
    let mut threads: HashMap<(i64, i64), Vec<Span<'_>>> = HashMap::new();
    let mut raster = 0.0;
    for event in events {
        let name = event["name"].as_str().unwrap_or_default();
        if event["ph"] != "X" {
            continue;
        }
        let ms = event["dur"].as_f64().unwrap_or_default() / 1_000.0;
        let cpu = event["tdur"].as_f64().unwrap_or_default() / 1_000.0;
        raster += if name == "RasterTask" { cpu } else { 0.0 };
        let thread = (event["pid"].as_i64().unwrap_or(0), event["tid"].as_i64().unwrap_or(0));
        let from = event["ts"].as_f64().unwrap_or_default() / 1_000.0;
        threads.entry(thread).or_default().push(Span { name, from, ms, cpu });
    }
    // The page's main thread is the one where layout happens.
    let layouts =
        |spans: &&mut Vec<Span<'_>>| spans.iter().filter(|one| one.name == "Layout").count();
    let main = threads.values_mut().max_by_key(layouts).map(std::mem::take).unwrap_or_default();
    let ends = main.iter().map(|one| one.from + one.ms).fold(0.0, f64::max);
    let begins = main.iter().map(|one| one.from).fold(f64::MAX, f64::min);
    let mut longest: Vec<f64> =
        main.iter().filter(|one| one.name == "RunTask").map(|one| one.cpu).collect();
    longest.sort_by(|a, b| b.total_cmp(a));
    longest.truncate(12);
    let seconds = ((ends - begins) / 1_000.0).max(0.001);
    Share { seconds, kinds: by_kind(main), raster, longest }
}

/// Each moment counts for the innermost event that has a kind; what has none, in tasks, is `other`.
fn by_kind(mut spans: Vec<Span<'_>>) -> BTreeMap<&'static str, f64> {
    spans.sort_by(|a, b| a.from.total_cmp(&b.from).then(b.ms.total_cmp(&a.ms)));
    let mut kinds = BTreeMap::new();
    let mut open: Vec<(&'static str, f64)> = Vec::new();
    for span in spans {
        while open.last().is_some_and(|(_, end)| *end <= span.from) {
            open.pop();
        }
        let kind = kind_of(span.name).or(open.last().map(|(kind, _)| *kind));
        let kind = if span.name == "RunTask" { Some("other") } else { kind };
        let Some(kind) = kind else { continue };
        if let Some((around, _)) = open.last() {
            *kinds.entry(*around).or_default() -= span.cpu;
        }
        *kinds.entry(kind).or_default() += span.cpu;
        open.push((kind, span.from + span.ms));
    }
    kinds
}

fn kind_of(name: &str) -> Option<&'static str> {
    KINDS.iter().find(|(_, names)| names.contains(&name)).map(|(kind, _)| *kind)
}
