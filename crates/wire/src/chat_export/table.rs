//! Messages as a table that opens as text, whatever people wrote.

use domain::message::{Entry, ExportPage, ExportedChat, Reaction};
use domain::{Message, UserBrief, UserId};

/// What the file begins with: the mark by which spreadsheets know UTF-8, and the names of the columns.
pub(super) const HEAD: &str = "\u{feff}From,To,Message,Time,Reaction\r\n";

/// The rows of a page. Deleted messages and system lines have none.
pub(super) fn rows(page: &ExportPage) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .has_headers(false)
        .from_writer(Vec::new());
    for entry in &page.entries {
        if let Entry::Message(message) = entry
            && message.deleted.is_none()
        {
            let cells = cells(page, message);
            // Rows have five cells each, and a vector takes whatever is written.
            let _infallible = writer.write_record(cells.map(guarded));
        }
    }
    writer.into_inner().unwrap_or_default()
}

fn cells(page: &ExportPage, message: &Message) -> [String; 5] {
    let sender = page.people.iter().find(|user| user.id == message.sender);
    [
        sender.map_or_else(|| message.sender.to_string(), name),
        recipient(&page.chat, message.sender),
        message.text.as_str().to_owned(),
        crate::rfc3339(message.sent_at),
        reactions(&message.reactions),
    ]
}

/// To whom somebody writes: the group, or the other of the two.
fn recipient(chat: &ExportedChat, sender: UserId) -> String {
    match &chat.title {
        Some(title) => title.as_str().to_owned(),
        None => chat.other_than(sender).map(name).unwrap_or_default(),
    }
}

fn name(user: &UserBrief) -> String {
    format!("{} ({})", user.display_name.as_str(), user.handle.as_str())
}

/// `👍 2 🎉 1`.
fn reactions(all: &[Reaction]) -> String {
    let each: Vec<String> =
        all.iter().map(|r| format!("{} {}", r.emoji.as_str(), r.count)).collect();
    each.join(" ")
}

/// A cell that no spreadsheet takes for a formula: what might be one, or begins with an apostrophe itself, gets
/// an apostrophe before it. Whoever takes one away from each cell that begins with one has what was written.
///
/// After "CSV Injection" of OWASP; spaces before the sign count as none.
fn guarded(cell: String) -> String {
    let risky = |c: char| {
        matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
    };
    if cell.starts_with('\'') || cell.trim_start_matches(' ').starts_with(risky) {
        return format!("'{cell}");
    }
    cell
}
