//! The emoji that people choose from, as the client fetches them.

use emojis::{Emoji, EmojiVersion, Group, SkinTone};
use std::sync::LazyLock;

/// Newer ones are boxes on many devices still.
const NEWEST: EmojiVersion = EmojiVersion::new(15, 1);

const TONES: [SkinTone; 5] = [
    SkinTone::Light,
    SkinTone::MediumLight,
    SkinTone::Medium,
    SkinTone::MediumDark,
    SkinTone::Dark,
];

/// The list as JSON: per group, in Unicode's order, `["👍","thumbs up",["+1","thumbsup"],["👍🏻",…]]`, the last
/// being the five skin tones, light to dark, of those that have them. About 110 KB.
pub(crate) fn list() -> &'static str {
    static LIST: LazyLock<String> =
        LazyLock::new(|| array(Group::iter().map(|group| array(of(group).map(entry)))));
    &LIST
}

fn of(group: Group) -> impl Iterator<Item = &'static Emoji> {
    group.emojis().filter(|emoji| emoji.emoji_version() <= NEWEST)
}

fn entry(emoji: &'static Emoji) -> String {
    let tones: Vec<String> = TONES
        .iter()
        .filter_map(|tone| emoji.with_skin_tone(*tone))
        .map(|one| text(one.as_str()))
        .collect();
    let tones = (tones.len() == TONES.len()).then(|| array(tones));
    let names = array(emoji.shortcodes().map(text));
    array([text(emoji.as_str()), text(emoji.name()), names].into_iter().chain(tones))
}

/// Names and emoji have nothing in them but these two that JSON writes otherwise.
fn text(of: &str) -> String {
    format!("\"{}\"", of.replace('\\', "\\\\").replace('"', "\\\""))
}

fn array(of: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", of.into_iter().collect::<Vec<_>>().join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_has_names_and_tones() {
        let list = list();
        assert!(list.starts_with("[[[\"😀\",\"grinning face\",[\"grinning\"]]"), "{list:.80}");
        let thumb =
            "[\"👍\",\"thumbs up\",[\"+1\",\"thumbsup\"],[\"👍🏻\",\"👍🏼\",\"👍🏽\",\"👍🏾\",\"👍🏿\"]]";
        assert!(list.contains(thumb));
        assert_eq!(Group::iter().count(), 9, "the client has a tab for each");
        assert!(list.chars().all(|c| !c.is_control()));
    }
}
