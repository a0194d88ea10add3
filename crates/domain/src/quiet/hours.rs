use crate::Timestamp;
use crate::text::InvalidText;
use jiff::tz::TimeZone;

/// A minute of the day: 0 is midnight, 1,439 a minute before the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Minute(u16);

/// Days of the week as bits, Monday the lowest; never none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days(u8);

/// The name of a time zone, like `Europe/Madrid`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(String);

/// Hours of the day in which somebody wants to be left alone; over midnight when they end before they
/// begin, all day when they begin and end at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    /// When they begin.
    pub from: Minute,
    /// When they end.
    pub to: Minute,
    /// The days on which they begin.
    pub days: Days,
}

/// Hours that mean nothing.
pub type InvalidHours = InvalidText;

impl Minute {
    /// Takes `22:30`.
    ///
    /// # Errors
    /// When it is no time of the day.
    pub fn parse(text: &str) -> Result<Self, InvalidHours> {
        let wrong = || InvalidText::new("dnd", "must have times of the day like 22:30");
        let (hour, minute) = text.split_once(':').ok_or_else(wrong)?;
        let number = |text: &str, most: u16| {
            let plain = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
            text.parse::<u16>().ok().filter(|n| plain && *n <= most).ok_or_else(wrong)
        };
        Ok(Self(number(hour, 23)? * 60 + number(minute, 59)?))
    }

    /// Minutes since midnight.
    pub fn number(self) -> u16 {
        self.0
    }

    /// Takes minutes since midnight that a store has already checked.
    pub fn from_stored(number: i32) -> Self {
        Self(u16::try_from(number.clamp(0, 1_439)).unwrap_or(0))
    }
}

impl std::fmt::Display for Minute {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl Days {
    /// Every day.
    pub const ALL: Self = Self(0b111_1111);

    /// Takes days by number, Monday 0 to Sunday 6.
    ///
    /// # Errors
    /// When there are none, or one has another number.
    pub fn new(days: impl IntoIterator<Item = u8>) -> Result<Self, InvalidHours> {
        let mut bits = 0;
        for day in days {
            if day > 6 {
                return Err(InvalidText::new("dnd", "must name days of the week"));
            }
            bits |= 1 << day;
        }
        if bits == 0 { Err(InvalidText::new("dnd", "must name a day")) } else { Ok(Self(bits)) }
    }

    /// Whether a day, Monday 0 to Sunday 6, is one of them.
    pub fn has(self, day: u8) -> bool {
        day <= 6 && self.0 >> day & 1 == 1
    }

    /// The bits.
    pub fn number(self) -> u8 {
        self.0
    }

    /// Takes bits that a store has already checked.
    pub fn from_stored(bits: i32) -> Self {
        Self(u8::try_from(bits & 0x7F).unwrap_or(0x7F))
    }
}

impl Zone {
    /// Takes the name of a zone of the time zone database.
    ///
    /// # Errors
    /// When there is no such zone.
    pub fn parse(name: &str) -> Result<Self, InvalidHours> {
        let unknown = || InvalidText::new("time_zone", "must be the name of a time zone");
        if name.len() > 64 || !name.is_ascii() {
            return Err(unknown());
        }
        TimeZone::get(name).map_err(|_| unknown())?;
        Ok(Self(name.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Takes a name that a store has already checked.
    pub fn from_stored(name: String) -> Self {
        Self(name)
    }

    /// The minute of the day there.
    pub(crate) fn minute(&self, at: Timestamp) -> Minute {
        self.local(at).1
    }

    /// The day of the week there (Monday 0) and the minute of the day; UTC's when the zone is unknown by now.
    fn local(&self, at: Timestamp) -> (u8, Minute) {
        let zone = TimeZone::get(&self.0).unwrap_or(TimeZone::UTC);
        let ms = at.0.clamp(-62_135_596_800_000, 253_402_207_199_999);
        let at = jiff::Timestamp::from_millisecond(ms).unwrap_or_default().to_zoned(zone);
        let day = u8::try_from(at.weekday().to_monday_zero_offset()).unwrap_or(0);
        let minute = i32::from(at.hour()) * 60 + i32::from(at.minute());
        (day, Minute::from_stored(minute))
    }
}

impl Default for Zone {
    fn default() -> Self {
        Self("UTC".to_owned())
    }
}

impl Hours {
    /// Whether a time lies in them, in a zone.
    pub fn hold(&self, at: Timestamp, zone: &Zone) -> bool {
        let (today, now) = zone.local(at);
        let yesterday = (today + 6) % 7;
        if self.from < self.to {
            return self.days.has(today) && (self.from..self.to).contains(&now);
        }
        if self.from == self.to {
            return if now >= self.from { self.days.has(today) } else { self.days.has(yesterday) };
        }
        (now >= self.from && self.days.has(today)) || (now < self.to && self.days.has(yesterday))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Milliseconds of a time in UTC.
    fn at(text: &str) -> Timestamp {
        let time: jiff::Timestamp = text.parse().unwrap();
        Timestamp(time.as_millisecond())
    }

    fn hours(from: &str, to: &str, days: &[u8]) -> Hours {
        let days = Days::new(days.iter().copied()).unwrap();
        Hours { from: Minute::parse(from).unwrap(), to: Minute::parse(to).unwrap(), days }
    }

    #[test]
    fn hours_hold_in_their_zone() {
        // 2026-11-20 is a Friday.
        let nights = hours("22:00", "07:00", &[0, 1, 2, 3, 4]);
        let lunch = hours("12:00", "13:30", &[5]);
        let sunday = hours("00:00", "00:00", &[6]);
        for (hours, zone, time, want) in [
            (nights, "UTC", "2026-11-20T21:59:00Z", false),
            (nights, "UTC", "2026-11-20T22:00:00Z", true),
            (nights, "UTC", "2026-11-21T06:59:00Z", true),
            (nights, "UTC", "2026-11-21T07:00:00Z", false),
            (nights, "UTC", "2026-11-21T23:00:00Z", false),
            (nights, "UTC", "2026-11-23T03:00:00Z", false),
            (nights, "Europe/Madrid", "2026-11-20T21:00:00Z", true),
            (nights, "America/New_York", "2026-11-20T22:00:00Z", false),
            (nights, "America/New_York", "2026-11-21T03:30:00Z", true),
            (nights, "Asia/Kathmandu", "2026-11-20T16:15:00Z", true),
            // Summer time: the same clock, another hour of the world.
            (nights, "Europe/Madrid", "2026-07-03T19:59:00Z", false),
            (nights, "Europe/Madrid", "2026-07-03T20:00:00Z", true),
            (nights, "Europe/Madrid", "2026-07-04T04:59:00Z", true),
            (nights, "Europe/Madrid", "2026-07-04T05:00:00Z", false),
            (lunch, "UTC", "2026-11-21T12:00:00Z", true),
            (lunch, "UTC", "2026-11-21T13:30:00Z", false),
            (lunch, "UTC", "2026-11-20T12:30:00Z", false),
            (sunday, "UTC", "2026-11-22T00:00:00Z", true),
            (sunday, "UTC", "2026-11-22T23:59:00Z", true),
            (sunday, "UTC", "2026-11-23T00:00:00Z", false),
        ] {
            let zone = Zone::parse(zone).unwrap();
            assert_eq!(hours.hold(at(time), &zone), want, "{hours:?} {zone:?} {time}");
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "7:00", "24:00", "07:60", "07.00", "-1:00", "+7:00", "07:00:00"] {
            assert!(Minute::parse(text).is_err(), "{text}");
        }
        assert_eq!(Minute::parse("07:05").unwrap().to_string(), "07:05");
        for zone in ["", "Europe/Atlantis", "../etc/passwd", "Europe/Madrid\0", "Mañana"] {
            assert!(Zone::parse(zone).is_err(), "{zone}");
        }
        assert!(Days::new([]).is_err() && Days::new([7]).is_err());
    }
}
