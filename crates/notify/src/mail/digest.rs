use super::sheet::{Link, Sheet};
use super::words::Between;
use domain::digest::Waiting;

/// `1 message`, `2 messages`.
fn counted(number: i64, one: &str) -> String {
    format!("{number} {one}{}", if number == 1 { "" } else { "s" })
}

impl Between<'_> {
    /// How much waits and where; never what it says. `stop` ends these letters.
    pub(super) fn digest(&self, waiting: &Waiting, open: String, stop: String) -> Sheet {
        let messages = (waiting.messages > 0).then(|| counted(waiting.messages, "unread message"));
        let notices = (waiting.notices > 0).then(|| counted(waiting.notices, "notification"));
        let parts: Vec<String> = messages.into_iter().chain(notices).collect();
        let total = parts.join(" and ");
        let before = format!("While you were away from {}, {total} came for you.", self.server);
        let chats = waiting.chats.iter().map(|c| format!("{}: {}", c.name, c.unread));
        let more = (waiting.more > 0).then(|| match waiting.more {
            1 => "and 1 more chat".to_owned(),
            more => format!("and {more} more chats"),
        });
        let list = chats.chain(more).collect();
        let after = "You get this because you asked for it in the settings of your notifications. \
             At most so often as you chose, and only while you are away.";
        let link = Link { label: "Read on".to_owned(), url: open };
        let sheet = self.sheet("What waits for you".to_owned(), vec![before], Some(link), after);
        let stop = Link { label: "No more of these letters".to_owned(), url: stop };
        Sheet { list, stop: Some(stop), ..sheet }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::digest::WaitingChat;

    fn chat(name: &str, unread: i64) -> WaitingChat {
        WaitingChat { name: name.to_owned(), unread }
    }

    fn text(waiting: &Waiting) -> String {
        let between = Between { server: "Tea House", name: "Ana" };
        let (open, stop) = ("https://a.example/".to_owned(), "https://a.example/stop#x".to_owned());
        between.digest(waiting, open, stop).text()
    }

    #[test]
    fn counts_read_like_a_sentence() {
        for (messages, notices, want) in [
            (1, 0, "away from Tea House, 1 unread message came"),
            (2, 1, "away from Tea House, 2 unread messages and 1 notification came"),
            (0, 3, "away from Tea House, 3 notifications came"),
        ] {
            let said = text(&Waiting { messages, notices, ..Waiting::default() });
            assert!(said.contains(want), "{said}");
        }
    }

    #[test]
    fn chats_are_listed() {
        let chats = vec![chat("Tea <b>", 3), chat("Ben", 1)];
        let said = text(&Waiting { chats, more: 2, messages: 9, ..Waiting::default() });
        assert!(said.contains("\n\n- Tea <b>: 3\n- Ben: 1\n- and 2 more chats\n\n"), "{said}");
        assert!(said.contains("https://a.example/stop#x"), "{said}");
    }
}
