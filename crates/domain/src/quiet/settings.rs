use super::{Hours, Mute, Zone};
use crate::port::{Read, StoreError, Tx};
use crate::{Actor, Event, Rev, Timestamp, UserId};

/// How often somebody who is away gets a letter about what waits for them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Digest {
    /// Never.
    #[default]
    Off,
    /// At most once a day.
    Daily,
    /// At most once a week.
    Weekly,
}

impl Digest {
    /// The time between two of them, which is also how long one has to be away; `None` for never.
    pub const fn period_ms(self) -> Option<i64> {
        match self {
            Self::Off => None,
            Self::Daily => Some(86_400_000),
            Self::Weekly => Some(7 * 86_400_000),
        }
    }
}

/// How a person wants to hear of things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The change of the person's own stream that last touched them.
    pub rev: Rev,
    /// Everything is silent for so long.
    pub mute: Option<Mute>,
    /// Everything is silent at these hours.
    pub hours: Option<Hours>,
    /// Where the hours are those of the clock.
    pub zone: Zone,
    /// Sounds.
    pub sounds: bool,
    /// Notifications of the desktop, where the browser may show them.
    pub desktop: bool,
    /// What is pushed to a closed page says what was written.
    pub previews: bool,
    /// Letters about what waits while they are away.
    pub digest: Digest,
}

impl Default for Settings {
    /// What holds for who has chosen nothing.
    fn default() -> Self {
        let (rev, zone) = (Rev(0), Zone::default());
        Self {
            rev,
            mute: None,
            hours: None,
            zone,
            sounds: false,
            desktop: true,
            previews: true,
            digest: Digest::Off,
        }
    }
}

impl Settings {
    /// Whether everything is silent at `now`.
    pub fn is_quiet(&self, now: Timestamp) -> bool {
        self.mute.is_some_and(|mute| mute.holds(now))
            || self.hours.is_some_and(|hours| hours.hold(now, &self.zone))
    }
}

/// Replaces the actor's settings; `rev` is passed over.
#[derive(Clone, Debug)]
pub struct SettingsChange {
    /// The new ones.
    pub settings: Settings,
}

/// The actor's settings.
///
/// # Errors
/// Only the store's.
pub fn settings(read: &mut dyn Read, actor: &Actor) -> Result<Settings, StoreError> {
    Ok(read.notification_settings(actor.user)?.unwrap_or_default())
}

/// Replaces the actor's settings and tells their other devices; the same again changes nothing.
///
/// # Errors
/// Only the store's.
pub fn change_settings(
    tx: &mut dyn Tx,
    actor: &Actor,
    cmd: SettingsChange,
) -> Result<Settings, StoreError> {
    tx.lock_user(actor.user)?;
    let old = settings(tx.as_read(), actor)?;
    let new = Settings { rev: old.rev, ..cmd.settings };
    if new == old {
        return Ok(old);
    }
    replace(tx, actor.user, new)
}

/// Replaces the settings of a person, whose row is locked, and tells their devices.
pub(crate) fn replace(
    tx: &mut dyn Tx,
    user: UserId,
    new: Settings,
) -> Result<Settings, StoreError> {
    let rev = tx.bump_user(user)?;
    let settings = Settings { rev, ..new };
    tx.put_notification_settings(user, &settings)?;
    tx.emit(Event::QuietChanged { owner: user, settings: Box::new(settings.clone()) });
    Ok(settings)
}
