//! When somebody wants to be left alone.

use domain::quiet::{Days, Hours, InvalidHours, Minute, Settings, Zone};
use domain::{Rev, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Something is silent: until a time, or without one until that is taken back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Mute {
    /// Until when; null for ever.
    #[serde(default, with = "crate::time::maybe")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<i64>,
}

impl From<domain::quiet::Mute> for Mute {
    fn from(mute: domain::quiet::Mute) -> Self {
        match mute {
            domain::quiet::Mute::Until(until) => Self { until: Some(until.0) },
            domain::quiet::Mute::Forever => Self { until: None },
        }
    }
}

impl From<Mute> for domain::quiet::Mute {
    fn from(mute: Mute) -> Self {
        mute.until.map_or(Self::Forever, |until| Self::Until(Timestamp(until)))
    }
}

/// What a chat is like after `PUT /chats/{chat_id}/mute`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MuteState {
    /// Null when one hears of it.
    pub mute: Option<Mute>,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "they say what they are")]
pub enum Day {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

const WEEK: [Day; 7] = [Day::Mon, Day::Tue, Day::Wed, Day::Thu, Day::Fri, Day::Sat, Day::Sun];

/// Hours of the day in which one wants to be left alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DoNotDisturb {
    /// When they begin, like `22:00`.
    pub from: String,
    /// When they end; on the next day when that is earlier, after a whole day when it is the same.
    pub to: String,
    /// The days on which they begin; every day when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<Vec<Day>>,
}

/// How one wants to hear of things.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NotificationSettings {
    /// Everything is silent.
    #[serde(default)]
    pub mute: Option<Mute>,
    /// Everything is silent at these hours.
    #[serde(default)]
    pub dnd: Option<DoNotDisturb>,
    /// Where the hours are those of the clock: a name like `Europe/Madrid`.
    #[serde(default = "utc")]
    pub time_zone: String,
    /// Sounds.
    #[serde(default)]
    pub sounds: bool,
    /// Notifications of the desktop, where the browser may show them.
    #[serde(default = "yes")]
    pub desktop: bool,
    /// What is pushed to a closed page says what was written.
    #[serde(default = "yes")]
    pub push_previews: bool,
    /// Letters about what waits while one is away, where the server sends them and the address is confirmed.
    #[serde(default)]
    pub digest: Digest,
}

/// How often one gets a letter about what waits while one is away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Digest {
    /// Never.
    #[default]
    Off,
    /// At most once a day, when one has not been here for a day.
    Daily,
    /// At most once a week, when one has not been here for a week.
    Weekly,
}

impl From<domain::quiet::Digest> for Digest {
    fn from(digest: domain::quiet::Digest) -> Self {
        match digest {
            domain::quiet::Digest::Off => Self::Off,
            domain::quiet::Digest::Daily => Self::Daily,
            domain::quiet::Digest::Weekly => Self::Weekly,
        }
    }
}

impl From<Digest> for domain::quiet::Digest {
    fn from(digest: Digest) -> Self {
        match digest {
            Digest::Off => Self::Off,
            Digest::Daily => Self::Daily,
            Digest::Weekly => Self::Weekly,
        }
    }
}

fn utc() -> String {
    "UTC".to_owned()
}

fn yes() -> bool {
    true
}

impl From<Hours> for DoNotDisturb {
    fn from(hours: Hours) -> Self {
        let days = WEEK.into_iter().zip(0..).filter(|(_, n)| hours.days.has(*n));
        Self {
            from: hours.from.to_string(),
            to: hours.to.to_string(),
            days: Some(days.map(|(day, _)| day).collect()),
        }
    }
}

impl TryFrom<DoNotDisturb> for Hours {
    type Error = InvalidHours;

    fn try_from(dnd: DoNotDisturb) -> Result<Self, Self::Error> {
        let days = match dnd.days {
            None => Days::ALL,
            Some(days) => {
                let named = WEEK.into_iter().zip(0..).filter(|(day, _)| days.contains(day));
                Days::new(named.map(|(_, n)| n))?
            }
        };
        Ok(Self { from: Minute::parse(&dnd.from)?, to: Minute::parse(&dnd.to)?, days })
    }
}

impl From<Settings> for NotificationSettings {
    fn from(settings: Settings) -> Self {
        Self {
            mute: settings.mute.map(Into::into),
            dnd: settings.hours.map(Into::into),
            time_zone: settings.zone.as_str().to_owned(),
            sounds: settings.sounds,
            desktop: settings.desktop,
            push_previews: settings.previews,
            digest: settings.digest.into(),
        }
    }
}

impl TryFrom<NotificationSettings> for Settings {
    type Error = InvalidHours;

    fn try_from(settings: NotificationSettings) -> Result<Self, Self::Error> {
        Ok(Self {
            rev: Rev(0),
            mute: settings.mute.map(Into::into),
            hours: settings.dnd.map(TryInto::try_into).transpose()?,
            zone: Zone::parse(&settings.time_zone)?,
            sounds: settings.sounds,
            desktop: settings.desktop,
            previews: settings.push_previews,
            digest: settings.digest.into(),
        })
    }
}
