//! What the kernel says of processes.

use crate::Outcome;
use std::collections::HashSet;
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::time::Duration;

/// Milliseconds per tick of `/proc/*/stat`: 100 per second on every Linux that we run on.
const TICK_MS: u64 = 10;
/// Set in the second life of this program, so that there is no third.
const RAISED: &str = "LOADGEN_LIMIT_RAISED";

/// One line of `/proc/*/stat`.
struct Stat {
    pid: u32,
    parent: u32,
    /// User and system time, with that of children that have ended.
    ticks: u64,
}

/// CPU time of processes and everything below them, the ended ones included.
pub(crate) fn cpu(roots: &[u32]) -> Outcome<Duration> {
    let ticks: u64 = tree(roots)?.iter().map(|stat| stat.ticks).sum();
    Ok(Duration::from_millis(ticks * TICK_MS))
}

/// Bytes that processes and everything below them had brought from the disk, those that have ended left out; those
/// of other people's processes are not ours to know.
pub(crate) fn from_disk(roots: &[u32]) -> Outcome<u64> {
    let read = |stat: &Stat| {
        let text = std::fs::read_to_string(format!("/proc/{}/io", stat.pid)).ok()?;
        let line = text.lines().find_map(|line| line.strip_prefix("read_bytes: "));
        line?.parse::<u64>().ok()
    };
    Ok(tree(roots)?.iter().filter_map(read).sum())
}

/// Processes and everything below them.
fn tree(roots: &[u32]) -> Outcome<Vec<Stat>> {
    let mut all = stats()?;
    let mut tree: HashSet<u32> = roots.iter().copied().collect();
    loop {
        let before = tree.len();
        let below = all.iter().filter(|stat| tree.contains(&stat.parent)).map(|stat| stat.pid);
        let below: Vec<u32> = below.collect();
        tree.extend(below);
        if tree.len() == before {
            break;
        }
    }
    all.retain(|stat| tree.contains(&stat.pid));
    Ok(all)
}

fn stats() -> Outcome<Vec<Stat>> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir("/proc")? {
        // Processes may end while we look: those without a line are passed over.
        let line = std::fs::read_to_string(entry?.path().join("stat"));
        all.extend(line.ok().as_deref().and_then(parse));
    }
    Ok(all)
}

fn parse(line: &str) -> Option<Stat> {
    let pid = line.split(' ').next()?.parse().ok()?;
    // The name stands in brackets and may hold anything.
    let (_, rest) = line.rsplit_once(") ")?;
    let fields: Vec<&str> = rest.split(' ').collect();
    let parent = fields.get(1)?.parse().ok()?;
    let ticks = fields.get(11..15)?.iter().filter_map(|field| field.parse::<u64>().ok()).sum();
    Some(Stat { pid, parent, ticks })
}

/// Resident memory of a process in KiB.
pub(crate) fn resident_kib(pid: u32) -> Outcome<u64> {
    rolled_up(pid, "Rss:")
}

/// Memory of a process that is no file's, in KiB.
pub(crate) fn anonymous_kib(pid: u32) -> Outcome<u64> {
    rolled_up(pid, "Anonymous:")
}

/// The counters in `status` lag behind by some pages per thread; the roll-up is exact.
fn rolled_up(pid: u32, what: &str) -> Outcome<u64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup"))?;
    let line = text.lines().find_map(|line| line.strip_prefix(what));
    let number = line.and_then(|line| line.split_whitespace().next()).ok_or("no such line")?;
    Ok(number.parse()?)
}

/// Starts this program anew under the highest limit of open files that it may have.
pub(crate) fn raise_file_limit() -> Outcome {
    if std::env::var_os(RAISED).is_some() {
        return Ok(());
    }
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -n \"$(ulimit -Hn)\"; exec \"$0\" \"$@\""]);
    command.arg(std::env::current_exe()?).args(std::env::args_os().skip(1)).env(RAISED, "1");
    Err(command.exec().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_whatever_the_name() {
        let line = "42 (a) b) S 7 1 1 0 -1 4194560 1 2 0 0 10 20 3 4 20 0 1 0 9 9 9";
        let stat = parse(line).unwrap();
        assert_eq!((stat.pid, stat.parent, stat.ticks), (42, 7, 37));
    }

    #[test]
    fn this_process_has_memory_and_time() {
        let me = std::process::id();
        assert!(resident_kib(me).unwrap() > 100);
        assert!(cpu(&[me]).is_ok());
    }

    #[test]
    fn memory_that_is_taken_is_seen() {
        let me = std::process::id();
        let before = anonymous_kib(me).unwrap();
        let taken = std::hint::black_box(vec![1_u8; 32 << 20]);
        let after = anonymous_kib(me).unwrap();
        assert!(after > before + 30 * 1024, "{before} {after}");
        assert!(after <= resident_kib(me).unwrap() + 1024);
        drop(taken);
    }
}
