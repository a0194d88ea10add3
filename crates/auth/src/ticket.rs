//! Tickets: a socket's way in for clients that can send no header, good once and for seconds.

use crate::keys::{Keys, MacKey, random_bytes};
use crate::opaque::{Opaque, decode};
use domain::{Actor, Timestamp};
use rand::CryptoRng;
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

/// How many tickets there may be, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct TicketOptions {
    /// How long a ticket is good, in ms.
    pub ttl_ms: i64,
    /// Most tickets at once; the oldest goes for one more.
    pub limit: usize,
}

impl Default for TicketOptions {
    fn default() -> Self {
        Self { ttl_ms: 30_000, limit: 100_000 }
    }
}

/// The tickets that this process has given out; they do not outlive it, nor work on another node.
pub struct Tickets {
    key: MacKey,
    options: TicketOptions,
    // A std mutex: held for a map's operation, never over an await.
    drawer: Mutex<Drawer>,
}

/// By the code of a ticket, so that memory holds nothing that opens a door.
type Code = [u8; 32];

#[derive(Default)]
struct Drawer {
    open: HashMap<Code, (Actor, Timestamp)>,
    /// Oldest first, also those already redeemed; never longer than the limit.
    order: VecDeque<(Code, Timestamp)>,
}

impl Tickets {
    /// Makes an empty drawer of tickets.
    pub fn new(keys: &Keys, options: TicketOptions) -> Self {
        Self { key: keys.ticket.clone(), options, drawer: Mutex::default() }
    }

    /// Gives out a ticket of 256 random bits.
    pub fn issue(&self, actor: Actor, now: Timestamp, random: &mut dyn CryptoRng) -> Opaque {
        let bytes = random_bytes(random);
        let code = self.key.mac(&[&bytes]);
        let mut drawer = self.lock();
        drawer.make_room(&self.options, now);
        drawer.open.insert(code, (actor, now));
        drawer.order.push_back((code, now));
        Opaque::encode(&bytes)
    }

    /// Takes a ticket: who may come in by it, the first time only.
    ///
    /// Whether their session still lives is another question.
    pub fn redeem(&self, ticket: &str, now: Timestamp) -> Option<Actor> {
        let bytes = decode::<32>(ticket)?;
        let (actor, issued) = self.lock().open.remove(&self.key.mac(&[&bytes]))?;
        (now.since(issued) < self.options.ttl_ms).then_some(actor)
    }

    /// How many tickets are out.
    pub fn len(&self) -> usize {
        self.lock().open.len()
    }

    /// Whether no ticket is out.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Drawer> {
        self.drawer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drawer {
    fn make_room(&mut self, options: &TicketOptions, now: Timestamp) {
        let over = |issued: Timestamp| now.since(issued) >= options.ttl_ms;
        while let Some((code, issued)) = self.order.front().copied() {
            if self.order.len() < options.limit.max(1) && !over(issued) {
                break;
            }
            self.order.pop_front();
            self.open.remove(&code);
        }
    }
}

impl std::fmt::Debug for Tickets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tickets").field("options", &self.options).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{chance, keys};
    use domain::{SessionId, UserId};

    const NOW: Timestamp = Timestamp(1_000_000);

    fn actor(n: i64) -> Actor {
        Actor { user: UserId(n), session: SessionId(n * 10) }
    }

    fn tickets(limit: usize) -> Tickets {
        Tickets::new(&keys(), TicketOptions { limit, ..TicketOptions::default() })
    }

    #[test]
    fn a_ticket_is_good_once_and_for_thirty_seconds() {
        for (later, want) in [(0, Some(actor(1))), (29_999, Some(actor(1))), (30_000, None)] {
            let tickets = tickets(10);
            let ticket = tickets.issue(actor(1), NOW, &mut chance(1));
            assert_eq!(ticket.expose().len(), 43);
            assert_eq!(tickets.redeem(ticket.expose(), NOW.plus_ms(later)), want, "{later}");
            assert_eq!(tickets.redeem(ticket.expose(), NOW), None, "never twice");
        }
    }

    #[test]
    fn other_text_is_no_ticket() {
        let tickets = tickets(10);
        let ticket = tickets.issue(actor(1), NOW, &mut chance(1));
        let longer = format!("{}A", ticket.expose());
        for bad in ["", "x", &longer, &ticket.expose()[1..], &"A".repeat(43), "\u{1F375}"] {
            assert_eq!(tickets.redeem(bad, NOW), None, "{bad:?}");
        }
        assert_eq!(tickets.redeem(ticket.expose(), NOW), Some(actor(1)));
        assert!(tickets.is_empty());
    }

    #[test]
    fn the_oldest_go_first_and_memory_is_bounded() {
        let tickets = tickets(3);
        let mut random = chance(1);
        let all: Vec<Opaque> =
            (1..=5).map(|n| tickets.issue(actor(n), NOW.plus_ms(n), &mut random)).collect();
        let got: Vec<_> = all.iter().map(|t| tickets.redeem(t.expose(), NOW.plus_ms(9))).collect();
        assert_eq!(got, [None, None, Some(actor(3)), Some(actor(4)), Some(actor(5))]);
        for n in 0..1_000 {
            let ticket = tickets.issue(actor(n), NOW, &mut random);
            assert!(tickets.redeem(ticket.expose(), NOW).is_some());
        }
        assert!(tickets.lock().order.len() <= 3, "redeemed ones take no room either");
        tickets.issue(actor(1), NOW.plus_ms(40_000), &mut random);
        assert_eq!((tickets.len(), tickets.lock().order.len()), (1, 1), "what is over goes");
    }

    #[test]
    fn of_many_at_once_one_gets_in() {
        let tickets = tickets(10);
        let ticket = tickets.issue(actor(1), NOW, &mut chance(1));
        let redeemed = std::thread::scope(|scope| {
            let threads: Vec<_> =
                (0..20).map(|_| scope.spawn(|| tickets.redeem(ticket.expose(), NOW))).collect();
            threads.into_iter().filter_map(|thread| thread.join().unwrap()).count()
        });
        assert_eq!(redeemed, 1);
    }
}
