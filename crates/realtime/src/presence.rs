use domain::{ChatId, Timestamp, UserId};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// A person whose last connection closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Departed {
    /// Who.
    pub user: UserId,
    /// When.
    pub at: Timestamp,
}

/// How many ticks a person may be away before others are told: a reload is no departure.
const GRACE_TICKS: u8 = 3;

/// Who came and went since the last tick: told once per tick, so that flapping costs nothing.
#[derive(Default)]
pub(crate) struct Changes {
    inner: Mutex<HashMap<UserId, Change>>,
}

enum Change {
    Came,
    /// `audience`: the chats that they were in, whose members are to be told.
    Went {
        at: Timestamp,
        audience: Vec<ChatId>,
        ticks: u8,
    },
}

impl Changes {
    /// A first connection opened.
    pub(crate) fn came(&self, user: UserId) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        match inner.remove(&user) {
            // Others still believe them to be there.
            Some(Change::Went { .. }) => {}
            Some(Change::Came) | None => {
                inner.insert(user, Change::Came);
            }
        }
    }

    /// The last connection closed.
    pub(crate) fn went(&self, user: UserId, at: Timestamp, audience: Vec<ChatId>) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.insert(user, Change::Went { at, audience, ticks: 0 });
    }

    /// A tick: who is to be told of as come, and as gone.
    pub(crate) fn tick(&self) -> (Vec<UserId>, Vec<(Departed, Vec<ChatId>)>) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut came, mut went) = (Vec::new(), Vec::new());
        inner.retain(|user, change| match change {
            Change::Came => {
                came.push(*user);
                false
            }
            Change::Went { at, audience, ticks } => {
                *ticks += 1;
                let over = *ticks >= GRACE_TICKS;
                if over {
                    went.push((Departed { user: *user, at: *at }, std::mem::take(audience)));
                }
                !over
            }
        });
        (came, went)
    }

    /// Everybody who is on their way out, at once: for shutdown.
    pub(crate) fn flush(&self) -> Vec<Departed> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner
            .drain()
            .filter_map(|(user, change)| match change {
                Change::Went { at, .. } => Some(Departed { user, at }),
                Change::Came => None,
            })
            .collect()
    }
}
