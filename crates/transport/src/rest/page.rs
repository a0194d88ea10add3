use crate::Failure;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

/// `?cursor=&limit=` of every list.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Paging {
    cursor: Option<String>,
    limit: Option<usize>,
}

impl Paging {
    pub(crate) fn new(cursor: Option<String>, limit: Option<usize>) -> Self {
        Self { cursor, limit }
    }

    /// How many items: 50, or 1..=200 as asked.
    pub(crate) fn limit(&self) -> Result<usize, Failure> {
        page_size(self.limit)
    }

    /// Where the page before ended. Cursors only say where to go on; rights are checked anew.
    pub(crate) fn cursor(&self) -> Result<Option<String>, Failure> {
        let Some(cursor) = self.cursor.as_deref().filter(|cursor| !cursor.is_empty()) else {
            return Ok(None);
        };
        let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| bad_cursor())?;
        String::from_utf8(bytes).map(Some).map_err(|_| bad_cursor())
    }

    /// The cursor as two numbers joined by a dot.
    pub(crate) fn pair(&self) -> Result<Option<(i64, i64)>, Failure> {
        self.parsed(|text| {
            let (a, b) = text.split_once('.')?;
            Some((a.parse().ok()?, b.parse().ok()?))
        })
    }

    /// The cursor as three numbers joined by dots.
    pub(crate) fn triple(&self) -> Result<Option<(i64, i64, i64)>, Failure> {
        self.parsed(|text| {
            let (a, rest) = text.split_once('.')?;
            let (b, c) = rest.split_once('.')?;
            Some((a.parse().ok()?, b.parse().ok()?, c.parse().ok()?))
        })
    }

    /// The cursor as one number.
    pub(crate) fn number(&self) -> Result<Option<i64>, Failure> {
        self.parsed(|text| text.parse().ok())
    }

    fn parsed<T>(&self, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Failure> {
        match self.cursor()? {
            None => Ok(None),
            Some(text) => read(&text).map(Some).ok_or_else(bad_cursor),
        }
    }
}

/// A page size as asked: 50 by default, 1..=200.
pub(crate) fn page_size(asked: Option<usize>) -> Result<usize, Failure> {
    let (default, most) = wire::PAGE;
    match asked.unwrap_or(default) {
        limit if (1..=most).contains(&limit) => Ok(limit),
        _ => Err(Failure::invalid("limit", format!("limit must be 1 to {most}"))),
    }
}

/// Cuts a list that was asked for with one item more, and says where the next page begins.
pub(crate) fn cut<T>(
    items: &mut Vec<T>,
    limit: usize,
    place: impl Fn(&T) -> String,
) -> Option<String> {
    if items.len() <= limit {
        return None;
    }
    items.truncate(limit);
    items.last().map(|last| encode(&place(last)))
}

/// A place as a cursor.
pub(crate) fn encode(place: &str) -> String {
    URL_SAFE_NO_PAD.encode(place)
}

fn bad_cursor() -> Failure {
    Failure::invalid("cursor", "this cursor is none of ours")
}
