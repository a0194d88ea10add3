use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Sockets open by address.
pub(super) struct Sockets {
    /// Most of one address; 0 for no limit.
    most: usize,
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

fn lock(open: &Mutex<HashMap<IpAddr, usize>>) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
    open.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Sockets {
    pub(super) fn new(most: usize) -> Self {
        Self { most, open: Arc::default() }
    }

    pub(super) fn seat(&self, from: IpAddr) -> Option<Seat> {
        let mut open = lock(&self.open);
        let count = open.entry(from).or_default();
        if self.most > 0 && *count >= self.most {
            return None;
        }
        *count += 1;
        Some(Seat { from, open: Arc::clone(&self.open) })
    }
}

/// One socket's place among those of its address, given back when dropped.
pub(crate) struct Seat {
    from: IpAddr,
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = lock(&self.open);
        if let Some(count) = open.get_mut(&self.from) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.from);
            }
        }
    }
}

/// Everything that one socket sends, against floods.
pub(crate) struct Flood(Option<DefaultDirectRateLimiter>);

impl Flood {
    pub(super) fn new(quota: Option<Quota>) -> Self {
        Self(quota.map(RateLimiter::direct))
    }

    /// Whether one more envelope is one too many.
    pub(crate) fn is_too_much(&self) -> bool {
        self.0.as_ref().is_some_and(|limiter| limiter.check().is_err())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_given_back() {
        let (sockets, here) = (Sockets::new(2), IpAddr::from([192, 0, 2, 1]));
        let first = sockets.seat(here).unwrap();
        let second = sockets.seat(here).unwrap();
        assert!(sockets.seat(here).is_none());
        assert!(sockets.seat([192, 0, 2, 2].into()).is_some());
        drop(first);
        let third = sockets.seat(here).unwrap();
        drop((second, third));
        assert!(lock(&sockets.open).is_empty(), "nobody is remembered");
    }
}
