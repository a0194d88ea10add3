//! When a person wants to be left alone: muted chats, a pause for everything, hours of the day.
//!
//! Quiet keeps back sounds, desktop notifications and Web Push. Messages and the list of notifications
//! come as ever.

mod hours;
mod mute;
mod settings;

pub use hours::{Days, Hours, InvalidHours, Minute, Zone};
pub use mute::{Mute, MuteChat, MuteError, mute_chat};
pub(crate) use settings::replace;
pub use settings::{Digest, Settings, SettingsChange, change_settings, settings};
