use super::NAMES;
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
        2 => (who(), chat(), 0_u8..16).prop_map(|(by, chat, bits)| Step::Settings { by, chat, bits }),
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
    ];
    proptest::collection::vec(step, 1..60)
}
