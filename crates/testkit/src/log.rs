//! What a process says, kept until somebody asks or a test fails.

use std::io::{BufRead, BufReader, Read};
use std::sync::{Arc, Mutex, PoisonError};

/// The lines of a process, in the order in which they came.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    /// Reads a pipe to its end in the background.
    pub(crate) fn keep(&self, pipe: impl Read + Send + 'static) {
        let log = self.clone();
        std::thread::spawn(move || {
            for line in BufReader::new(pipe).split(b'\n') {
                let Ok(line) = line else { return };
                log.lines().push(String::from_utf8_lossy(&line).into_owned());
            }
        });
    }

    /// The first line from this one on that something can be read out of.
    pub(crate) fn find<T>(&self, from: usize, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        self.lines().iter().skip(from).find_map(|line| read(line))
    }

    /// How many lines there are.
    pub(crate) fn len(&self) -> usize {
        self.lines().len()
    }

    /// Everything.
    pub(crate) fn text(&self) -> String {
        self.lines().join("\n")
    }

    fn lines(&self) -> std::sync::MutexGuard<'_, Vec<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
