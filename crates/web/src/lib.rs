//! The web client.
#![expect(missing_docs, reason = "being written")]
use std::borrow::Cow;
pub struct AppPage<'a> { pub csrf: &'a str, pub server_name: &'a str }
pub enum Entry<'a> { Login, Register, Setup { token: &'a str } }
pub struct EntryPage<'a> { pub entry: Entry<'a>, pub registration_open: bool, pub server_name: &'a str }
pub fn app(_: &AppPage<'_>) -> String { String::new() }
pub fn entry(_: &EntryPage<'_>) -> String { String::new() }
pub struct Asset { pub body: Cow<'static, [u8]>, pub mime: &'static str }
pub fn asset(_: &str) -> Option<Asset> { None }
pub fn version() -> &'static str { "0" }
pub fn service_worker() -> String { String::new() }
pub fn manifest() -> &'static str { "" }
pub fn favicon() -> &'static str { "" }
