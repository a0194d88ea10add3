use super::{keyed, told, unnamed};
use crate::chat::Line;
use crate::message::Quote;
use crate::{Chat, ChatSummary, Member, Membership, Message, Rev, Seq, Timestamp, UserId};
use std::collections::{BTreeMap, BTreeSet};

/// One chat as a client holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// How far the chat's stream has come.
    pub rev: Rev,
    /// The last sync of it left something for the next page.
    pub pages_left: bool,
    /// The chat.
    pub chat: Chat,
    /// The viewer's row.
    pub me: Membership,
    /// Who is in it, nobody of a large group; without when they were last there, which is no part of the
    /// stream.
    pub members: BTreeMap<UserId, Member>,
    /// The messages after `floor`.
    pub messages: BTreeMap<Seq, Message>,
    /// Older messages would have to be asked for.
    pub floor: Seq,
    /// What the viewer deleted for themselves.
    pub hidden: BTreeSet<Seq>,
    /// The system lines after `lines_after`, with people by their numbers alone.
    pub lines: BTreeMap<Rev, Line>,
    /// Lines of changes up to here would have to be asked for.
    pub lines_after: Rev,
}

impl View {
    /// A chat as it comes new: its newest message, nothing older.
    pub(super) fn fresh(summary: &ChatSummary) -> Self {
        Self {
            rev: summary.chat.rev,
            pages_left: false,
            chat: told(&summary.chat),
            me: summary.me.clone(),
            members: if summary.chat.is_large() {
                BTreeMap::new()
            } else {
                keyed(&summary.members)
            },
            messages: summary.last_message.iter().map(|m| (m.seq, m.clone())).collect(),
            floor: Seq((summary.chat.last_seq.0 - 1).max(0)).max(summary.me.floor()),
            hidden: BTreeSet::new(),
            lines: BTreeMap::new(),
            lines_after: summary.chat.rev,
        }
    }

    /// Takes in a message as it is now, unless it is older than what is held or not there for the viewer.
    pub(super) fn put(&mut self, message: &Message) {
        if message.seq <= self.me.floor() {
            return;
        }
        let mut message = message.clone();
        if self.hidden.contains(&message.seq) {
            message = message.hide();
        } else {
            self.requote(&Quote::of(&message));
        }
        let quoted = message.reply_to.as_ref().map(|quote| quote.seq);
        if message.seq > self.floor {
            self.messages.insert(message.seq, message);
        }
        let gone = |seq: &Seq| *seq <= self.me.floor() || self.hidden.contains(seq);
        if let Some(seq) = quoted.filter(gone) {
            self.erase_quotes(|quoted| quoted == seq);
        }
    }

    /// Takes in a system line, unless it is not there for the viewer.
    pub(super) fn put_line(&mut self, line: &Line) {
        if self.me.sees_line(line) && line.rev > self.lines_after {
            let by = line.by.as_ref().map(unnamed);
            let users = line.users.iter().map(unnamed).collect();
            self.lines.insert(line.rev, Line { by, users, ..line.clone() });
        }
    }

    /// Whether messages after this one are there for the viewer that are not held.
    pub(super) fn is_before_all(&self, seq: Seq) -> bool {
        seq.max(self.me.floor()) < self.floor
    }

    /// The viewer has read up to here, and only their own devices are told.
    pub(super) fn read_alone(&mut self, viewer: UserId, seq: Seq, at: Option<Timestamp>) {
        let own = self.messages.range(seq.next()..).filter(|(_, m)| m.sender == viewer).count();
        self.me.own_after = i64::try_from(own).expect("few");
        (self.me.read_seq, self.me.read_at) = (seq, at);
    }

    /// What is shown of a message elsewhere changes with it.
    fn requote(&mut self, quote: &Quote) {
        for message in self.messages.values_mut() {
            let shown = message.reply_to.as_mut().filter(|shown| shown.seq == quote.seq);
            if let Some(shown) = shown {
                shown.clone_from(quote);
            }
        }
    }

    /// Nothing is shown any more of what is gone.
    pub(super) fn erase_quotes(&mut self, gone: impl Fn(Seq) -> bool) {
        let quotes = self.messages.values_mut().filter_map(|message| message.reply_to.as_mut());
        for quote in quotes.filter(|quote| gone(quote.seq)) {
            (quote.text, quote.deleted) = (String::new(), true);
        }
    }

    /// Takes in how far back the viewer sees now: nothing before is there any more. What is there again,
    /// and what quotes it, would have to be asked for.
    pub(super) fn see_from(&mut self, me: &Membership) {
        if me.floor() < self.me.floor() {
            self.floor = self.messages.last_key_value().map_or(self.floor, |(seq, _)| *seq);
            self.messages.clear();
        }
        if me.cleared_rev < self.me.cleared_rev || me.joined_at != self.me.joined_at {
            self.lines_after = self.rev;
        }
        (self.me.cleared_seq, self.me.visible_from) = (me.cleared_seq, me.visible_from);
        (self.me.cleared_rev, self.me.joined_at) = (me.cleared_rev, me.joined_at);
        let (me, after) = (&self.me, self.lines_after);
        self.lines.retain(|rev, line| *rev > after && me.sees_line(line));
        let upto = self.me.floor();
        self.floor = self.floor.max(upto);
        self.messages.retain(|seq, _| *seq > upto);
        self.erase_quotes(|seq| seq <= upto);
    }

    /// The viewer deleted a message for themselves.
    pub(super) fn hide(&mut self, seq: Seq) {
        self.hidden.insert(seq);
        if let Some(held) = self.messages.remove(&seq) {
            self.messages.insert(seq, held.hide());
        }
        self.erase_quotes(|quoted| quoted == seq);
    }
}
