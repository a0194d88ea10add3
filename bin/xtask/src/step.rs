//! Named steps that run one after the other and stop at the first that fails.

use crate::{Outcome, root};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A run of steps: what was done, how long it took, what the tests counted.
pub(crate) struct Steps {
    env: Vec<(String, String)>,
    done: Vec<(String, Duration)>,
    passed: u64,
    failed: u64,
}

impl Steps {
    /// No steps yet.
    pub(crate) fn new() -> Self {
        Self { env: Vec::new(), done: Vec::new(), passed: 0, failed: 0 }
    }

    /// Sets a variable for every command that follows.
    pub(crate) fn set(&mut self, key: &str, value: impl Into<String>) {
        self.env.push((key.to_owned(), value.into()));
    }

    /// Runs `cargo` with arguments separated by white space.
    pub(crate) fn cargo(&mut self, name: &str, args: &str) -> Outcome {
        self.step(name, |steps| steps.command("cargo", args))
    }

    /// Does anything under a name, with its time taken.
    pub(crate) fn step(&mut self, name: &str, work: impl FnOnce(&mut Self) -> Outcome) -> Outcome {
        println!("\n=== {name}");
        let began = Instant::now();
        let outcome = work(self);
        let took = began.elapsed();
        self.done.push((name.to_owned(), took));
        match outcome {
            Ok(()) => {
                println!("=== {name}: ok in {:.1} s", took.as_secs_f64());
                Ok(())
            }
            Err(error) => Err(format!("step \"{name}\" failed: {error}").into()),
        }
    }

    /// Prints every step with its time, and the sum of the test runners' closing lines.
    pub(crate) fn summary(&self) {
        println!("\nsteps:");
        let mut total = Duration::ZERO;
        for (name, took) in &self.done {
            println!("  {:>7.1} s  {name}", took.as_secs_f64());
            total += *took;
        }
        println!("  {:>7.1} s  in all", total.as_secs_f64());
        println!("{} passed, {} failed", self.passed, self.failed);
    }

    /// Runs a program with its output passed on, and counts what its tests say.
    fn command(&mut self, program: &str, args: &str) -> Outcome {
        println!("$ {program} {args}");
        let mut command = Command::new(program);
        command.args(args.split_whitespace()).current_dir(root()).stdout(Stdio::piped());
        command.envs(self.env.iter().map(|(key, value)| (key, value)));
        let mut child = command.spawn().map_err(|e| format!("{program} did not start: {e}"))?;
        if let Some(output) = child.stdout.take() {
            for line in BufReader::new(output).lines() {
                let line = line?;
                println!("{line}");
                self.count(&line);
            }
        }
        let status = child.wait()?;
        if status.success() { Ok(()) } else { Err(format!("{program} {args}: {status}").into()) }
    }

    fn count(&mut self, line: &str) {
        if let Some((passed, failed)) = closing(line) {
            self.passed += passed;
            self.failed += failed;
        }
    }
}

/// The counts of a test runner's closing line.
fn closing(line: &str) -> Option<(u64, u64)> {
    let rest = line.trim().strip_prefix("test result: ")?;
    let counts = rest.split_once(". ")?.1;
    let number = |word: &str| {
        let part = counts.split(';').find(|part| part.trim().ends_with(word))?;
        part.trim().split(' ').next()?.parse().ok()
    };
    Some((number("passed")?, number("failed")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_are_read() {
        let line = "test result: ok. 12 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.1s";
        assert_eq!(closing(line), Some((12, 3)));
        assert_eq!(closing("test rules::hold ... ok"), None);
    }
}
