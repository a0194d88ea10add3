//! Text that people type, parsed at the door into validated newtypes.

mod code;
mod email;
mod emoji;
mod group;
mod handle;
mod message;
mod name;
mod profile;
mod search;

pub use code::CodeText;
pub use email::Email;
pub use emoji::Emoji;
pub use group::{Color, Description, Rules};
pub use handle::Handle;
pub use message::MessageText;
pub use name::{DisplayName, Note, StatusText, Title};
pub use profile::{Bio, Language, TimeZone};
pub use search::{SearchText, fold};

use crate::error::{Class, Problem};

/// Text that breaks a rule of the field it was meant for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field} {reason}")]
pub struct InvalidText {
    /// The field's name as the API spells it.
    pub field: &'static str,
    /// What is wrong, to be read after the field's name.
    pub reason: String,
}

impl InvalidText {
    /// A broken rule, told in words that follow the field's name.
    pub fn new(field: &'static str, reason: impl Into<String>) -> Self {
        Self { field, reason: reason.into() }
    }

    /// A length outside `min..=max` characters.
    pub fn length(field: &'static str, min: usize, max: usize) -> Self {
        Self::new(field, format!("must have {min} to {max} characters"))
    }
}

impl Problem for InvalidText {
    fn class(&self) -> Class {
        Class::Invalid
    }

    fn code(&self) -> &'static str {
        "invalid_field"
    }

    fn field(&self) -> Option<&'static str> {
        Some(self.field)
    }
}

/// Controls that reorder or hide text: bidi embeddings, overrides, isolates, zero-width marks.
fn is_invisible_control(c: char) -> bool {
    matches!(c,
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{061C}' | '\u{FEFF}' | '\u{00AD}' | '\u{180E}' | '\u{FFF9}'..='\u{FFFB}')
}
