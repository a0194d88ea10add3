//! Events that hold words of messages: not everybody who hears a chat may read all of them.

use super::Hub;
use bytes::Bytes;
use domain::{ChatId, Rev, Seq};
use std::cell::OnceCell;
use std::sync::PoisonError;

/// How much of a message somebody is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// All of it.
    Whole,
    /// It, without the words that it quotes.
    Unquoted,
    /// Only that it is there.
    Hidden,
}

/// An event about a message, written once for each way in which it is shown, when somebody is.
pub(crate) struct Words<F> {
    pub(crate) chat: ChatId,
    pub(crate) rev: Rev,
    /// Which message.
    pub(crate) seq: Seq,
    /// Which one it quotes.
    pub(crate) quoted: Option<Seq>,
    pub(crate) write: F,
}

impl<F> Words<F> {
    /// What is shown to somebody who may read from this message on.
    fn shown(&self, first: Seq) -> Shown {
        if self.seq < first {
            Shown::Hidden
        } else if self.quoted.is_some_and(|quoted| quoted < first) {
            Shown::Unquoted
        } else {
            Shown::Whole
        }
    }
}

impl Hub {
    /// Hands a durable event about a message to everybody who hears its chat, as far as they may read it.
    pub(crate) fn words(&self, event: &Words<impl Fn(Shown) -> Bytes>) {
        let frames = [const { OnceCell::new() }; 3];
        let frame = |shown: Shown| {
            let [whole, unquoted, hidden] = &frames;
            let cell = match shown {
                Shown::Whole => whole,
                Shown::Unquoted => unquoted,
                Shown::Hidden => hidden,
            };
            cell.get_or_init(|| (event.write)(shown))
        };
        if let Some(all) = self.chats.lock(&event.chat).get(&event.chat) {
            let readers = all.all().filter_map(|hears| {
                let shown = event.shown(hears.first_of(event.chat));
                hears.outbox.event(event.chat, event.rev, frame(shown))
            });
            self.asleep.lock().unwrap_or_else(PoisonError::into_inner).extend(readers);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Instant;
    use domain::{Actor, SessionId, UserId};
    use std::task::{Context, Poll, Waker};

    const CHAT: ChatId = ChatId(4);

    /// What came of an event about a message that quotes another, for somebody of whom this was learned.
    fn heard(learned: &[(i64, i64)], seq: i64, quoted: i64) -> Bytes {
        let hub = Hub::new();
        let actor = Actor { user: UserId(1), session: SessionId(1) };
        let connection = hub.open(actor, Instant::now());
        for (rev, first) in learned {
            connection.read_from(vec![(CHAT, Rev(*rev), Seq(*first))]);
        }
        hub.subscribe(&connection, vec![(CHAT, Rev(1))], &[]);
        let write = |shown: Shown| Bytes::from(format!("{shown:?}"));
        let quoted = (quoted > 0).then_some(Seq(quoted));
        hub.words(&Words { chat: CHAT, rev: Rev(9), seq: Seq(seq), quoted, write });
        match connection.outbox.poll_drain(&Context::from_waker(Waker::noop())) {
            Poll::Ready(Some(told)) => told,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn words_are_shown_from_the_first_on() {
        for (learned, seq, quoted, want) in [
            (&[][..], 1, 0, "Whole"),
            (&[], 2, 1, "Whole"),
            (&[(3, 5)], 5, 0, "Whole"),
            (&[(3, 5)], 4, 0, "Hidden"),
            (&[(3, 5)], 4, 1, "Hidden"),
            (&[(3, 5)], 6, 4, "Unquoted"),
            (&[(3, 5)], 6, 5, "Whole"),
            // What is newer counts, in whichever order it comes.
            (&[(3, 5), (7, 1)], 4, 0, "Whole"),
            (&[(7, 1), (3, 5)], 4, 0, "Whole"),
            (&[(7, 8), (3, 5)], 7, 0, "Hidden"),
        ] {
            assert_eq!(heard(learned, seq, quoted), want, "{learned:?} {seq} {quoted}");
        }
    }
}
