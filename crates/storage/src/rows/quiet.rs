use crate::schema::notification_settings;
use diesel::prelude::*;
use domain::quiet::{Days, Digest, Hours, Minute, Mute, Settings, Zone};
use domain::{Rev, Timestamp, UserId};

pub(crate) fn mute_number(mute: Mute) -> i64 {
    match mute {
        Mute::Until(until) => until.0,
        Mute::Forever => i64::MAX,
    }
}

pub(crate) fn mute_of(until: i64) -> Mute {
    if until == i64::MAX { Mute::Forever } else { Mute::Until(Timestamp(until)) }
}

fn digest_number(digest: Digest) -> i32 {
    match digest {
        Digest::Off => 0,
        Digest::Daily => 1,
        Digest::Weekly => 2,
    }
}

pub(crate) fn digest_of(number: i32) -> Digest {
    match number {
        1 => Digest::Daily,
        2 => Digest::Weekly,
        _ => Digest::Off,
    }
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = notification_settings, treat_none_as_null = true)]
pub(crate) struct SettingsRow {
    user_id: i64,
    rev: i64,
    muted_until: Option<i64>,
    quiet_from: Option<i32>,
    quiet_to: Option<i32>,
    quiet_days: Option<i32>,
    time_zone: String,
    sounds: bool,
    desktop: bool,
    push_previews: bool,
    digest: i32,
}

impl SettingsRow {
    pub(crate) fn new(user: UserId, settings: &Settings) -> Self {
        let hours = settings.hours;
        Self {
            user_id: user.0,
            rev: settings.rev.0,
            muted_until: settings.mute.map(mute_number),
            quiet_from: hours.map(|hours| hours.from.number().into()),
            quiet_to: hours.map(|hours| hours.to.number().into()),
            quiet_days: hours.map(|hours| hours.days.number().into()),
            time_zone: settings.zone.as_str().to_owned(),
            sounds: settings.sounds,
            desktop: settings.desktop,
            push_previews: settings.previews,
            digest: digest_number(settings.digest),
        }
    }
}

impl From<SettingsRow> for Settings {
    fn from(row: SettingsRow) -> Self {
        let hours = row.quiet_from.zip(row.quiet_to).zip(row.quiet_days);
        Self {
            rev: Rev(row.rev),
            mute: row.muted_until.map(mute_of),
            hours: hours.map(|((from, to), days)| Hours {
                from: Minute::from_stored(from),
                to: Minute::from_stored(to),
                days: Days::from_stored(days),
            }),
            zone: Zone::from_stored(row.time_zone),
            sounds: row.sounds,
            desktop: row.desktop,
            previews: row.push_previews,
            digest: digest_of(row.digest),
        }
    }
}
