//! Counts, latencies and CPU time of a stretch of work.

use crate::report::{Report, number};
use crate::{Outcome, proc};
use hdrhistogram::Histogram;
use indicatif::{ProgressBar, ProgressStyle};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How long work runs before it counts.
const WARM_UP: Duration = Duration::from_millis(1_500);

/// Shared by the tasks of a row: what was done, and whether to go on.
#[derive(Clone, Default)]
pub(crate) struct Meter {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    done: AtomicU64,
    counting: AtomicBool,
    over: AtomicBool,
}

/// A stretch of work as measured.
pub(crate) struct Stretch {
    /// Units of work done.
    pub(crate) count: u64,
    /// How long it took.
    pub(crate) took: Duration,
    /// CPU time of the processes measured.
    pub(crate) cpu: Duration,
    /// Bytes that they had brought from the disk.
    pub(crate) from_disk: u64,
}

impl Meter {
    /// Notes units of work.
    pub(crate) fn add(&self, units: u64) {
        self.shared.done.fetch_add(units, Ordering::Relaxed);
    }

    /// Units of work noted so far.
    pub(crate) fn done(&self) -> u64 {
        self.shared.done.load(Ordering::Relaxed)
    }

    /// Tells the tasks to stop.
    pub(crate) fn end(&self) {
        self.shared.over.store(true, Ordering::Relaxed);
    }

    /// Whether latencies count now.
    pub(crate) fn counts(&self) -> bool {
        self.shared.counting.load(Ordering::Relaxed)
    }

    /// Whether to stop.
    pub(crate) fn over(&self) -> bool {
        self.shared.over.load(Ordering::Relaxed)
    }

    /// Lets the tasks work for the time given and measures them; then tells them to stop.
    pub(crate) async fn measure(
        &self,
        what: &str,
        time: Duration,
        pids: &[u32],
    ) -> Outcome<Stretch> {
        let bar = spinner(what);
        tokio::time::sleep(WARM_UP).await;
        self.shared.counting.store(true, Ordering::Relaxed);
        let (before, done) = (Reading::take(pids)?, self.done());
        tokio::time::sleep(time).await;
        self.shared.counting.store(false, Ordering::Relaxed);
        let stretch = before.until_now(self.done() - done)?;
        self.end();
        bar.finish_and_clear();
        Ok(stretch)
    }
}

/// What processes had used at some time.
pub(crate) struct Reading<'a> {
    pids: &'a [u32],
    cpu: Duration,
    from_disk: u64,
    at: Instant,
}

impl<'a> Reading<'a> {
    /// Of these processes and all below them, now.
    pub(crate) fn take(pids: &'a [u32]) -> Outcome<Self> {
        let (cpu, from_disk) = (proc::cpu(pids)?, proc::from_disk(pids)?);
        Ok(Self { pids, cpu, from_disk, at: Instant::now() })
    }

    /// The stretch from then to now, in which so many units were done.
    pub(crate) fn until_now(&self, count: u64) -> Outcome<Stretch> {
        let took = self.at.elapsed();
        let cpu = proc::cpu(self.pids)?.saturating_sub(self.cpu);
        let from_disk = proc::from_disk(self.pids)?.saturating_sub(self.from_disk);
        Ok(Stretch { count, took, cpu, from_disk })
    }
}

impl Stretch {
    /// Units per second.
    pub(crate) fn rate(&self) -> f64 {
        number(self.count) / self.took.as_secs_f64()
    }

    /// CPU time per unit, in microseconds.
    pub(crate) fn cpu_us(&self) -> f64 {
        self.cpu.as_secs_f64() * 1e6 / number(self.count.max(1))
    }

    /// KiB from the disk per unit.
    pub(crate) fn disk_kib(&self) -> f64 {
        number(self.from_disk / 1024) / number(self.count.max(1))
    }
}

/// Latencies in microseconds.
pub(crate) struct Latencies(Histogram<u64>);

impl Latencies {
    /// None yet.
    pub(crate) fn new() -> Outcome<Self> {
        Ok(Self(Histogram::new_with_bounds(1, 60_000_000, 3)?))
    }

    /// Notes one.
    pub(crate) fn note(&mut self, took: Duration) {
        self.0.saturating_record(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
    }

    /// Takes in those of another task.
    pub(crate) fn join(&mut self, other: &Self) -> Outcome {
        Ok(self.0.add(&other.0)?)
    }

    /// Median, 95th and 99th percentile as figures in milliseconds.
    pub(crate) fn figures(&self, prefix: &str, report: Report) -> Report {
        let ms = |quantile| number(self.0.value_at_quantile(quantile)) / 1e3;
        let percents = [("p50_ms", 0.5), ("p95_ms", 0.95), ("p99_ms", 0.99)];
        percents.iter().fold(report, |report, (name, quantile)| {
            report.with(format!("{prefix}{name}"), ms(*quantile))
        })
    }
}

/// A sign of life on stderr while something takes its time.
pub(crate) fn spinner(what: &str) -> ProgressBar {
    let bar = ProgressBar::new_spinner().with_message(what.to_owned());
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// A bar on stderr over a known number of steps.
pub(crate) fn bar(what: &str, steps: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}");
    let bar = ProgressBar::new(steps).with_message(what.to_owned());
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
