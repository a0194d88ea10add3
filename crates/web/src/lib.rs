//! The web client: askama pages, ES modules and CSS, embedded in the binary.
//!
//! No build step and no foreign assets: what lies in `assets/` is what browsers get. The crate knows
//! no HTTP server; it answers pages as text and assets by path.
//!
//! ```
//! let page = tertulia_web::AppPage { csrf: "t", server_name: "Tertulia", digests: false };
//! let page = tertulia_web::app(&page);
//! assert!(page.contains("<main"));
//! assert!(tertulia_web::asset("js/app.js").is_some());
//! ```
//!
//! **To add the next view:** a module in `assets/js/views/`, its texts in `assets/js/i18n/en.js`
//! and in each other language, its styles in `assets/css/`; the file is found by its path, nothing lists it.

mod assets;
#[cfg(test)]
mod catalogues;
mod emoji;
mod pages;

pub use assets::{Asset, asset, favicon, manifest, service_worker, version};
pub use pages::{AppPage, Entry, EntryPage, LetterPage, app, entry, letter};
