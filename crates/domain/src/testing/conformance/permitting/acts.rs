use super::deeds::{Setting, code_of};
use super::{Outcome, Stage};
use crate::chat::{
    self, AddMembers, AnswerJoin, BanMember, EditGroup, MakeCode, RemoveMember, SetRole,
};
use crate::message::{
    self, DeleteMessage, EditMessage, Export, Exported, PinMessage, React, SendMessage, WhoReacted,
};
use crate::port::Tx;
use crate::{
    Actor, ClientId, Color, Description, Emoji, MessageText, Problem, Role, Rules, Seq, Title,
};

pub(super) fn there<T, E: std::fmt::Debug>(found: Result<Option<T>, E>) -> Outcome {
    found.expect("the store answers").map(drop).ok_or("chat_not_found")
}

pub(super) fn message(s: &Stage, id: &str, text: &str, reply_to: Option<Seq>) -> SendMessage {
    let client_id = ClientId::parse(&format!("deed-{id}")).expect("a client id");
    let text = MessageText::parse(text).expect("a text");
    SendMessage { chat: s.chat, client_id, text, reply_to, at: s.at }
}

pub(super) fn say(tx: &mut dyn Tx, who: &Actor, s: &Stage, id: &str) -> Outcome {
    code_of(message::send(tx, who, message(s, id, "words", None)))
}

pub(super) fn answer(tx: &mut dyn Tx, who: &Actor, s: &Stage) -> Outcome {
    code_of(message::send(tx, who, message(s, "1", "words", Some(Seq(1)))))
}

/// Judged by whether it reaches somebody: who may not, only writes it.
pub(super) fn call_all(tx: &mut dyn Tx, who: &Actor, s: &Stage) -> Outcome {
    let waiting = |tx: &mut dyn Tx| {
        let counted = tx.unread_notifications(&[s.target.user]).expect("the store answers");
        counted.first().map_or(0, |(_, count)| *count)
    };
    let before = waiting(tx);
    code_of(message::send(tx, who, message(s, "1", "@all, look", None)))?;
    if waiting(tx) > before { Ok(()) } else { Err("nobody_heard") }
}

pub(super) fn edit(tx: &mut dyn Tx, who: &Actor, s: &Stage, seq: Seq) -> Outcome {
    let text = MessageText::parse("other words").expect("a text");
    code_of(message::edit(
        tx,
        who,
        EditMessage { chat: s.chat, seq, text, window_ms: None, at: s.at },
    ))
}

pub(super) fn delete(tx: &mut dyn Tx, who: &Actor, s: &Stage, seq: Seq) -> Outcome {
    code_of(message::delete(tx, who, DeleteMessage { chat: s.chat, seq, at: s.at }))
}

pub(super) fn react(tx: &mut dyn Tx, who: &Actor, s: &Stage, on: bool) -> Outcome {
    let emoji = Emoji::parse("👍").expect("an emoji");
    code_of(message::react(tx, who, React { chat: s.chat, seq: Seq(1), emoji, on, at: s.at }))
}

pub(super) fn reactions(tx: &mut dyn Tx, who: &Actor, s: &Stage) -> Outcome {
    let which = WhoReacted { chat: s.chat, seq: Seq(1), emoji: None, after: None };
    code_of(message::who_reacted(tx.as_read(), who, &which, 9))
}

pub(super) fn pin(tx: &mut dyn Tx, who: &Actor, s: &Stage, seq: i64, on: bool) -> Outcome {
    code_of(message::pin(tx, who, PinMessage { chat: s.chat, seq: Seq(seq), on, at: s.at }))
}

pub(super) fn export(tx: &mut dyn Tx, who: &Actor, s: &Stage) -> Outcome {
    let begun = Export::begin(tx.as_read(), who, Exported::One(s.chat));
    let mut begun = begun.map_err(|error| error.code())?;
    code_of(begun.page(tx.as_read(), who))
}

pub(super) fn title(tx: &mut dyn Tx, who: &Actor, s: &Stage) -> Outcome {
    let title = Title::parse("Coffee").ok();
    code_of(chat::edit_group(tx, who, EditGroup { title, ..EditGroup::of(s.chat, s.at) }))
}

pub(super) fn description(tx: &mut dyn Tx, who: &Actor, s: &Stage) -> Outcome {
    let description = Some(Description::parse("About coffee").ok());
    code_of(chat::edit_group(tx, who, EditGroup { description, ..EditGroup::of(s.chat, s.at) }))
}

pub(super) fn rules(tx: &mut dyn Tx, who: &Actor, s: &Stage) -> Outcome {
    let rules = Some(Rules::parse("Be kind").ok());
    code_of(chat::edit_group(tx, who, EditGroup { rules, ..EditGroup::of(s.chat, s.at) }))
}

pub(super) fn color(tx: &mut dyn Tx, who: &Actor, s: &Stage) -> Outcome {
    let color = Some(Color::parse("#2f7d6b").ok());
    code_of(chat::edit_group(tx, who, EditGroup { color, ..EditGroup::of(s.chat, s.at) }))
}

pub(super) fn set(tx: &mut dyn Tx, who: &Actor, s: &Stage, setting: Setting) -> Outcome {
    let cmd = EditGroup { settings: setting.on(), ..EditGroup::of(s.chat, s.at) };
    code_of(chat::edit_group(tx, who, cmd))
}

pub(super) fn add(tx: &mut dyn Tx, who: &Actor, s: &Stage) -> Outcome {
    let cmd = AddMembers { chat: s.chat, users: vec![s.stranger.user], at: s.at };
    code_of(chat::add_members(tx, who, cmd))
}

pub(super) fn make(tx: &mut dyn Tx, who: &Actor, s: &Stage) -> Outcome {
    let (chat, at, code) = (s.chat, s.at, super::code(20));
    let expires_at = at.plus_ms(1_000);
    let cmd = MakeCode { chat, code, expires_at, max_uses: None, approval: false, at };
    code_of(chat::make_code(tx, who, cmd))
}

pub(super) fn revoke(tx: &mut dyn Tx, who: &Actor, s: &Stage, whose: &Actor) -> Outcome {
    code_of(chat::revoke_code(tx, who, s.chat, s.code(whose).as_str()))
}

pub(super) fn let_in(tx: &mut dyn Tx, who: &Actor, s: &Stage, accept: bool) -> Outcome {
    let cmd = AnswerJoin { chat: s.chat, user: s.asking.user, accept, at: s.at };
    code_of(chat::answer_join(tx, who, cmd))
}

pub(super) fn remove(tx: &mut dyn Tx, who: &Actor, s: &Stage, whom: &Actor) -> Outcome {
    code_of(chat::remove_member(tx, who, RemoveMember { chat: s.chat, user: whom.user, at: s.at }))
}

pub(super) fn ban(tx: &mut dyn Tx, who: &Actor, s: &Stage, whom: &Actor) -> Outcome {
    code_of(chat::ban(tx, who, BanMember { chat: s.chat, user: whom.user, at: s.at }))
}

pub(super) fn role(tx: &mut dyn Tx, who: &Actor, s: &Stage, whom: &Actor, role: Role) -> Outcome {
    code_of(chat::set_role(tx, who, SetRole { chat: s.chat, user: whom.user, role, at: s.at }))
}
