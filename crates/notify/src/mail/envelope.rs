use super::sheet::Sheet;
use domain::{Email, Timestamp};
use lettre::Message;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use std::time::{Duration, SystemTime};

/// A letter that can't be written like this: trying again won't help.
pub(super) type Unwritable = Box<dyn std::error::Error + Send + Sync>;

/// Puts a sheet into an envelope: one recipient, text and HTML, and where to press to get no more (RFC 8058).
///
/// `id` is the same whenever the same job is tried, so that mailboxes know a letter that comes twice.
pub(super) fn seal(
    from: &Mailbox,
    to: &Email,
    sheet: &Sheet,
    id: &str,
    press: Option<&str>,
    at: Timestamp,
) -> Result<Message, Unwritable> {
    let to = Mailbox::new(None, to.as_str().parse()?);
    let since = Duration::from_millis(u64::try_from(at.0).unwrap_or(0));
    let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
    let id = format!("<{id}@{}>", from.email.domain());
    let mut message = Message::builder()
        .from(from.clone())
        .to(to)
        .subject(sheet.subject())
        .date(SystemTime::UNIX_EPOCH + since)
        .message_id(Some(id))
        .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()));
    if let Some(press) = press {
        let list = HeaderName::new_from_ascii_str("List-Unsubscribe");
        message = message.raw_header(HeaderValue::new(list, format!("<{press}>")));
        // Whoever presses by itself may do so only over TLS.
        if press.starts_with("https://") {
            let post = HeaderName::new_from_ascii_str("List-Unsubscribe-Post");
            let click = "List-Unsubscribe=One-Click".to_owned();
            message = message.raw_header(HeaderValue::new(post, click));
        }
    }
    let message =
        message.multipart(MultiPart::alternative_plain_html(sheet.text(), sheet.html()))?;
    Ok(message)
}
