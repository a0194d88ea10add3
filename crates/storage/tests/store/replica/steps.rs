use super::NAMES;
use super::ways::Way;
use proptest::prelude::*;

/// What somebody does; numbers are taken modulo what is there.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Say { who: usize, chat: usize },
    Mark { who: usize, chat: usize, back: i64 },
    Add { by: usize, chat: usize, who: Vec<usize> },
    Remove { by: usize, chat: usize, who: usize },
    Rename { by: usize, chat: usize, title: u8 },
    Direct { who: usize, with: usize },
    Settings { by: usize, chat: usize, bits: u8 },
    Ban { by: usize, chat: usize, who: usize, on: bool },
    Role { by: usize, chat: usize, who: usize, role: usize },
    Group { who: usize, with: Vec<usize> },
    Befriend { who: usize, whom: usize },
    Answer { who: usize, whom: usize, yes: bool },
    Part { who: usize, whom: usize },
    Block { who: usize, whom: usize, on: bool },
    Profile { who: usize, name: u8 },
    Privacy { who: usize, on: bool },
    Mention { who: usize, chat: usize, whom: usize },
    Seen { who: usize, which: usize, older: bool },
    SeenAll { who: usize },
    React { who: usize, chat: usize, back: i64, kind: usize, on: bool },
    Pin { who: usize, chat: usize, back: i64, on: bool },
    Hide { who: usize, chat: usize, back: i64 },
    Clear { who: usize, chat: usize },
    Keep { who: usize, chat: usize, bits: u8 },
    Reply { who: usize, chat: usize, back: i64 },
    Delete { who: usize, chat: usize, back: i64 },
    Edit { who: usize, chat: usize, back: i64 },
    Mute { who: usize, chat: usize, on: bool },
    Quiet { who: usize, on: bool },
    Digest { who: usize, often: u8 },
    NoDigest { who: usize },
    Goes(Way),
}

pub(super) fn steps() -> impl Strategy<Value = Vec<Step>> {
    let who = || 0..NAMES.len();
    let some = || proptest::collection::vec(0..NAMES.len(), 0..4);
    let chat = || 0_usize..6;
    let step = prop_oneof![
        6 => (who(), chat()).prop_map(|(who, chat)| Step::Say { who, chat }),
        4 => (who(), chat(), 0_i64..4).prop_map(|(who, chat, back)| Step::Mark { who, chat, back }),
        3 => (who(), chat(), some()).prop_map(|(by, chat, who)| Step::Add { by, chat, who }),
        3 => (who(), chat(), who()).prop_map(|(by, chat, who)| Step::Remove { by, chat, who }),
        1 => (who(), chat(), 0_u8..3).prop_map(|(by, chat, title)| Step::Rename { by, chat, title }),
        2 => (who(), chat(), 0_u8..32).prop_map(|(by, chat, bits)| Step::Settings { by, chat, bits }),
        1 => (who(), chat(), who(), any::<bool>())
            .prop_map(|(by, chat, who, on)| Step::Ban { by, chat, who, on }),
        2 => (who(), chat(), who(), 0_usize..3)
            .prop_map(|(by, chat, who, role)| Step::Role { by, chat, who, role }),
        1 => (who(), who()).prop_map(|(who, with)| Step::Direct { who, with }),
        1 => (who(), some()).prop_map(|(who, with)| Step::Group { who, with }),
        2 => (who(), who()).prop_map(|(who, whom)| Step::Befriend { who, whom }),
        2 => (who(), who(), any::<bool>())
            .prop_map(|(who, whom, yes)| Step::Answer { who, whom, yes }),
        1 => (who(), who()).prop_map(|(who, whom)| Step::Part { who, whom }),
        2 => (who(), who(), any::<bool>()).prop_map(|(who, whom, on)| Step::Block { who, whom, on }),
        2 => (who(), 0_u8..3).prop_map(|(who, name)| Step::Profile { who, name }),
        1 => (who(), any::<bool>()).prop_map(|(who, on)| Step::Privacy { who, on }),
        3 => (who(), chat(), who()).prop_map(|(who, chat, whom)| Step::Mention { who, chat, whom }),
        2 => (who(), 0_usize..6, any::<bool>())
            .prop_map(|(who, which, older)| Step::Seen { who, which, older }),
        1 => who().prop_map(|who| Step::SeenAll { who }),
        4 => (who(), chat(), 0_i64..6).prop_map(|(who, chat, back)| Step::Reply { who, chat, back }),
        6 => (who(), chat(), 0_i64..4, 0_usize..3, any::<bool>())
            .prop_map(|(who, chat, back, kind, on)| Step::React { who, chat, back, kind, on }),
        2 => (who(), chat(), 0_i64..4, any::<bool>())
            .prop_map(|(who, chat, back, on)| Step::Pin { who, chat, back, on }),
        3 => (who(), chat(), 0_i64..6).prop_map(|(who, chat, back)| Step::Hide { who, chat, back }),
        1 => (who(), chat()).prop_map(|(who, chat)| Step::Clear { who, chat }),
        2 => (who(), chat(), 0_u8..16)
            .prop_map(|(who, chat, bits)| Step::Keep { who, chat, bits }),
        2 => (who(), chat(), 0_i64..6)
            .prop_map(|(who, chat, back)| Step::Delete { who, chat, back }),
        4 => (who(), chat(), 0_i64..4).prop_map(|(who, chat, back)| Step::Edit { who, chat, back }),
        2 => (who(), chat(), any::<bool>()).prop_map(|(who, chat, on)| Step::Mute { who, chat, on }),
        1 => (who(), any::<bool>()).prop_map(|(who, on)| Step::Quiet { who, on }),
        1 => (who(), 0_u8..3).prop_map(|(who, often)| Step::Digest { who, often }),
        1 => who().prop_map(|who| Step::NoDigest { who }),
        6 => ways().prop_map(Step::Goes),
    ];
    proptest::collection::vec(step, 1..60)
}

fn ways() -> impl Strategy<Value = Way> {
    let who = || 0..NAMES.len();
    let chat = || 0_usize..6;
    let yes = any::<bool>;
    prop_oneof![
        2 => (who(), chat()).prop_map(|(who, chat)| Way::Come { who, chat }),
        2 => (who(), chat(), yes()).prop_map(|(by, chat, asks)| Way::Code { by, chat, asks }),
        3 => (who(), chat(), yes()).prop_map(|(who, chat, asks)| Way::Enter { who, chat, asks }),
        3 => (who(), chat(), who(), yes())
            .prop_map(|(by, chat, who, yes)| Way::Admit { by, chat, who, yes }),
        2 => (who(), yes()).prop_map(|(who, yes)| Way::Accept { who, yes }),
        1 => who().prop_map(|who| Way::Alone { who }),
        1 => who().prop_map(|who| Way::SignedOut { who }),
    ]
}

/// Steps that between them tell everything that there is to tell. Ana owns the first group; all are in it.
pub(super) fn tour() -> Vec<Step> {
    let (ana, ben, eve, zoe) = (0, 1, 2, 3);
    let mut all = said_and_changed(ana, ben, eve);
    all.extend(came_and_went(ana, ben, eve, zoe));
    all.extend(met(ana, ben, eve, zoe));
    all
}

/// What becomes of messages, and what everybody keeps of them.
fn said_and_changed(ana: usize, ben: usize, eve: usize) -> Vec<Step> {
    let (chat, back) = (0, 0);
    vec![
        Step::Say { who: ana, chat },
        Step::Edit { who: ana, chat, back },
        Step::Reply { who: ben, chat, back },
        Step::React { who: eve, chat, back, kind: 0, on: true },
        Step::React { who: eve, chat, back, kind: 0, on: false },
        Step::Pin { who: ana, chat, back, on: true },
        Step::Edit { who: ana, chat, back: 1 },
        Step::Mention { who: ana, chat, whom: ben },
        Step::Mark { who: ben, chat, back },
        Step::Hide { who: ben, chat, back: 1 },
        Step::Keep { who: ben, chat, bits: 15 },
        Step::Privacy { who: eve, on: false },
        Step::Mark { who: eve, chat, back },
        Step::Delete { who: ana, chat, back },
        Step::Mention { who: ana, chat, whom: ben },
        Step::SeenAll { who: ben },
        Step::Mute { who: ben, chat, on: true },
        Step::Quiet { who: ben, on: true },
        Step::Quiet { who: ben, on: false },
        Step::Clear { who: eve, chat },
        Step::Say { who: eve, chat },
    ]
}

/// How people come into groups and leave them.
fn came_and_went(ana: usize, ben: usize, eve: usize, zoe: usize) -> Vec<Step> {
    let (by, chat) = (ana, 0);
    vec![
        Step::Role { by, chat, who: ben, role: 1 },
        Step::Rename { by, chat, title: 1 },
        Step::Settings { by, chat, bits: 1 + 16 },
        Step::Remove { by: zoe, chat, who: zoe },
        Step::Goes(Way::Come { who: zoe, chat }),
        Step::Say { who: ana, chat },
        Step::Edit { who: eve, chat, back: 1 },
        Step::Remove { by, chat, who: zoe },
        Step::Goes(Way::Code { by, chat, asks: true }),
        Step::Goes(Way::Enter { who: zoe, chat, asks: true }),
        Step::Goes(Way::Admit { by, chat, who: zoe, yes: true }),
        Step::Ban { by, chat, who: zoe, on: true },
        Step::Ban { by, chat, who: zoe, on: false },
        Step::Add { by, chat, who: vec![zoe] },
        Step::Remove { by, chat, who: eve },
        Step::Add { by, chat, who: vec![eve] },
        Step::Goes(Way::Accept { who: eve, yes: true }),
        Step::Group { who: eve, with: vec![zoe] },
        Step::Direct { who: ana, with: zoe },
        Step::Goes(Way::Alone { who: ana }),
        Step::Remove { by, chat, who: ana },
    ]
}

/// What people are to each other, and what is only theirs.
fn met(ana: usize, ben: usize, eve: usize, zoe: usize) -> Vec<Step> {
    vec![
        Step::Befriend { who: ana, whom: ben },
        Step::Answer { who: ben, whom: ana, yes: true },
        Step::Profile { who: ben, name: 2 },
        Step::Part { who: ana, whom: ben },
        Step::Block { who: eve, whom: zoe, on: true },
        Step::Block { who: eve, whom: zoe, on: false },
        Step::Goes(Way::SignedOut { who: zoe }),
    ]
}
