//! Times as RFC 3339 in UTC with milliseconds.

use domain::Timestamp;
use serde::{Deserialize, Deserializer, Serializer};

/// `1970-01-01T00:00:00.000Z` and so on; years outside 1..=9999 become the nearest end.
pub fn rfc3339(at: Timestamp) -> String {
    // The newest that jiff takes is a day short of the year's end.
    let ms = at.0.clamp(-62_135_596_800_000, 253_402_207_199_999);
    match jiff::Timestamp::from_millisecond(ms) {
        Ok(time) => format!("{time:.3}"),
        Err(_) => String::from("1970-01-01T00:00:00.000Z"),
    }
}

/// A time, or a date as the midnight in UTC with which it begins.
pub fn parse(text: &str) -> Option<Timestamp> {
    let time = text.parse::<jiff::Timestamp>().ok();
    let midnight = || {
        Some(
            text.parse::<jiff::civil::Date>()
                .ok()?
                .to_zoned(jiff::tz::TimeZone::UTC)
                .ok()?
                .timestamp(),
        )
    };
    time.or_else(midnight).map(|time| Timestamp(time.as_millisecond()))
}

/// Serde of a time that is always there.
pub(crate) mod at {
    use super::{Deserialize, Deserializer, Serializer, Timestamp, rfc3339};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
    pub(crate) fn serialize<S: Serializer>(ms: &i64, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(&rfc3339(Timestamp(*ms)))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<i64, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(input)?;
        let time: jiff::Timestamp = text.parse().map_err(serde::de::Error::custom)?;
        Ok(time.as_millisecond())
    }
}

/// Serde of a time that may be missing.
pub(crate) mod maybe {
    use super::{Deserialize, Deserializer, Serializer, Timestamp, rfc3339};

    #[expect(clippy::ref_option, reason = "serde calls it with a reference to the field")]
    pub(crate) fn serialize<S: Serializer>(ms: &Option<i64>, out: S) -> Result<S::Ok, S::Error> {
        match ms {
            Some(ms) => out.serialize_str(&rfc3339(Timestamp(*ms))),
            None => out.serialize_none(),
        }
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        input: D,
    ) -> Result<Option<i64>, D::Error> {
        let Some(text) = Option::<String>::deserialize(input)? else {
            return Ok(None);
        };
        let time: jiff::Timestamp = text.parse().map_err(serde::de::Error::custom)?;
        Ok(Some(time.as_millisecond()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_begin_at_midnight() {
        for (text, ms) in [
            ("1970-01-01", Some(0)),
            ("1970-01-02", Some(86_400_000)),
            ("1970-01-01T01:00:00+01:00", Some(0)),
            ("1970-01-01T00:00:00.120Z", Some(120)),
            ("yesterday", None),
            ("2026-02-30", None),
            ("1", None),
        ] {
            assert_eq!(parse(text), ms.map(Timestamp), "{text}");
        }
    }

    #[test]
    fn milliseconds_always_show() {
        assert_eq!(rfc3339(Timestamp(0)), "1970-01-01T00:00:00.000Z");
        assert_eq!(rfc3339(Timestamp(1_700_000_000_120)), "2023-11-14T22:13:20.120Z");
        assert!(rfc3339(Timestamp(i64::MAX)).starts_with("9999-"));
    }
}
