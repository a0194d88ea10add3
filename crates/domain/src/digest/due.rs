use super::waiting::{Waiting, waiting};
use crate::mail::{self, Letter};
use crate::port::{Read, StoreError, Tx};
use crate::quiet::{Digest, Settings, Zone, replace};
use crate::{Timestamp, User, UserId};

/// The hours of a person's clock in which letters are sent: from 8:00 until 20:00.
const DAYTIME: std::ops::Range<u16> = 8 * 60..20 * 60;

/// Somebody who wants digests, and for how long they have been away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absence {
    /// Who.
    pub user: UserId,
    /// How often they want one.
    pub every: Digest,
    /// Where their clock stands.
    pub zone: Zone,
    /// When they got the last one; `None` before the first.
    pub digest_at: Option<Timestamp>,
    /// When a session of theirs was last used, or the account made.
    pub last_used: Timestamp,
}

impl Absence {
    /// Whether they have been away for long enough, had none for as long, and it is day where they are.
    pub fn is_due(&self, now: Timestamp) -> bool {
        let Some(period) = self.every.period_ms() else { return false };
        let past = |at: Timestamp| now.since(at) >= period;
        past(self.last_used)
            && self.digest_at.is_none_or(past)
            && DAYTIME.contains(&self.zone.minute(now).number())
    }

    /// Whether what waits is worth a letter: something of it came after the last.
    fn wants(&self, waiting: &Waiting) -> bool {
        waiting.newest.is_some_and(|newest| self.digest_at.is_none_or(|at| newest > at))
    }
}

/// Whether somebody may be written to at all: their account is in use, and the address is theirs.
pub(super) fn is_reached(user: &User) -> bool {
    user.is_here() && user.email_verified_at.is_some()
}

/// Who should get a digest now, of the next `limit` people after `after` who want any; and where to go on,
/// `None` at the end.
///
/// # Errors
/// Only the store's.
pub fn due(
    read: &mut dyn Read,
    after: Option<UserId>,
    limit: usize,
    now: Timestamp,
) -> Result<(Vec<UserId>, Option<UserId>), StoreError> {
    let page = read.absences(after, limit)?;
    let next = page.last().filter(|_| page.len() == limit).map(|last| last.user);
    let mut due = Vec::new();
    for absence in page.iter().filter(|absence| absence.is_due(now)) {
        if absence.wants(&waiting(read, absence.user, now)?) {
            due.push(absence.user);
        }
    }
    Ok((due, next))
}

/// Posts a digest to somebody unless it is not due any more; answers whether it was.
///
/// # Errors
/// Only the store's.
pub fn take(tx: &mut dyn Tx, user: UserId, now: Timestamp) -> Result<bool, StoreError> {
    // Locked, so that of two nodes the later one sees what the earlier one wrote.
    if !tx.lock_user(user)?.is_some_and(|user| is_reached(&user)) {
        return Ok(false);
    }
    let Some(absence) = tx.absence(user)?.filter(|absence| absence.is_due(now)) else {
        return Ok(false);
    };
    if !absence.wants(&waiting(tx.as_read(), user, now)?) {
        return Ok(false);
    }
    tx.stamp_digest(user, now)?;
    mail::post(tx, &Letter::Digest { user }, &format!("{user}:{}", now.0), now)?;
    Ok(true)
}

/// Sends somebody no more digests and tells their devices; nothing changes when they get none.
///
/// # Errors
/// Only the store's.
pub fn stop(tx: &mut dyn Tx, user: UserId) -> Result<(), StoreError> {
    tx.lock_user(user)?;
    let old = tx.notification_settings(user)?;
    match old.filter(|settings| settings.digest != Digest::Off) {
        Some(old) => replace(tx, user, Settings { digest: Digest::Off, ..old }).map(drop),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;
    const DAY: i64 = 24 * HOUR;

    #[test]
    fn due_cell_by_cell() {
        // 2026-11-20 12:00 in UTC.
        let noon = Timestamp(1_795_176_000_000);
        let ago = |ms: i64| noon.plus_ms(-ms);
        let (day, week) = (Digest::Daily, Digest::Weekly);
        for (every, used, digest, zone, want) in [
            (Digest::Off, ago(90 * DAY), None, "UTC", false),
            (day, ago(DAY), None, "UTC", true),
            (day, ago(DAY - 1), None, "UTC", false),
            (day, ago(2 * DAY), Some(ago(DAY)), "UTC", true),
            (day, ago(2 * DAY), Some(ago(DAY - 1)), "UTC", false),
            (day, ago(DAY - 1), Some(ago(9 * DAY)), "UTC", false),
            (week, ago(7 * DAY), None, "UTC", true),
            (week, ago(7 * DAY - 1), None, "UTC", false),
            (week, ago(30 * DAY), Some(ago(7 * DAY)), "UTC", true),
            (week, ago(30 * DAY), Some(ago(7 * DAY - 1)), "UTC", false),
            // 21:00, 7:00, 20:00, 8:00 and 17:45 there.
            (day, ago(9 * DAY), None, "Asia/Tokyo", false),
            (day, ago(9 * DAY), None, "America/New_York", false),
            (day, ago(9 * DAY), None, "Asia/Singapore", false),
            (day, ago(9 * DAY), None, "America/Halifax", true),
            (day, ago(9 * DAY), None, "Asia/Kathmandu", true),
            // A clock that went back.
            (day, noon.plus_ms(DAY), None, "UTC", false),
        ] {
            let zone = Zone::parse(zone).unwrap();
            let absence =
                Absence { user: UserId(1), every, zone, digest_at: digest, last_used: used };
            assert_eq!(absence.is_due(noon), want, "{absence:?}");
        }
    }

    #[test]
    fn the_same_is_not_told_twice() {
        let at = Timestamp(5);
        for (newest, digest, want) in [
            (None, None, false),
            (None, Some(at), false),
            (Some(at), None, true),
            (Some(at), Some(at), false),
            (Some(at.plus_ms(1)), Some(at), true),
        ] {
            let absence = Absence {
                user: UserId(1),
                every: Digest::Daily,
                zone: Zone::default(),
                digest_at: digest,
                last_used: at,
            };
            let waiting = Waiting { newest, ..Waiting::default() };
            assert_eq!(absence.wants(&waiting), want, "{newest:?} {digest:?}");
        }
    }
}
