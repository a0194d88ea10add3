use crate::text::InvalidText;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The address of a browser's push service for one subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint(String);

/// Which addresses the server may call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// `https` on public addresses.
    #[default]
    Public,
    /// Also `http`, and addresses of this machine and its network: for tests and closed networks.
    Anywhere,
}

/// Longest address in bytes.
const MAX: usize = 1_024;

impl Endpoint {
    /// Takes an address as a browser names it.
    ///
    /// A name may still lead anywhere: what it resolves to is judged by [`is_public`] when it is called.
    ///
    /// # Errors
    /// When it isn't an `https` address, holds a user or password, or names an address that isn't public.
    pub fn parse(text: &str, reach: Reach) -> Result<Self, InvalidText> {
        let wrong = |why| InvalidText::new("endpoint", why);
        if text.len() > MAX || !text.bytes().all(|b| b.is_ascii_graphic()) || text.contains('\\') {
            return Err(wrong("must be an address of at most 1024 characters"));
        }
        let plain = text.strip_prefix("http://").filter(|_| reach == Reach::Anywhere);
        let rest = text.strip_prefix("https://").or(plain);
        let rest = rest.ok_or_else(|| wrong("must be an https address"))?;
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if host.is_empty() || host.contains('@') {
            return Err(wrong("must name a server and nobody"));
        }
        if reach == Reach::Public && !is_public_host(host) {
            return Err(wrong("must be a public address"));
        }
        Ok(Self(text.to_owned()))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Scheme, host and port: whom a proof of who sends is for (RFC 8292, 2).
    pub fn origin(&self) -> &str {
        let begin = self.0.find("://").map_or(0, |at| at + 3);
        let rest = self.0.get(begin..).unwrap_or_default();
        let end = rest.find(['/', '?', '#']).map_or(self.0.len(), |at| begin + at);
        self.0.get(..end).unwrap_or_default()
    }

    /// Takes text that a store has already checked.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }
}

/// Whether a host and port of an address may be public: a name with a dot, or a public address.
fn is_public_host(host: &str) -> bool {
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((inside, port)) => (inside, port),
            None => return false,
        },
        None => host.split_at(host.find(':').unwrap_or(host.len())),
    };
    // Push services listen where https does; other ports would make us knock at doors.
    if !matches!(port, "" | ":443") {
        return false;
    }
    if let Ok(address) = name.parse::<IpAddr>() {
        return is_public(address);
    }
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let last = name.rsplit('.').next().unwrap_or_default();
    let dotted = name.contains('.') && !host.starts_with('[');
    // "0x7f.1" and "127.1" are addresses to some resolvers.
    let named = last.starts_with(|c: char| c.is_ascii_alphabetic()) && !last.starts_with("0x");
    dotted && named && !matches!(last, "localhost" | "local" | "internal" | "localdomain" | "arpa")
}

/// Whether an address lies in the public network: not of this machine, a private or local network,
/// and nothing reserved.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => match embedded(address) {
            Some(inner) => is_public_v4(inner),
            None => is_public_v6(address),
        },
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let reserved = matches!(
        (a, b, c),
        (0 | 10 | 127 | 224.., ..)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (192, 168, _)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
    );
    !reserved
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    // 2000::/3 is what is given out; of that documentation and old tunnels are left out.
    let given = first & 0xE000 == 0x2000;
    let special = first == 0x2001 && (second < 0x0200 || second == 0x0DB8);
    given && !special && first != 0x3FFF
}

/// The address of version 4 inside one of version 6: mapped, compatible, NAT64, 6to4.
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let pair = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match address.segments() {
        [0, 0, 0, 0, 0, 0 | 0xFFFF, high, low]
        | [0, 0, 0, 0, 0xFFFF, 0, high, low]
        | [0x64, 0xFF9B, .., high, low]
        | [0x2002, high, low, ..] => Some(pair(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_https_is_called() {
        for (text, want) in [
            ("https://push.example.org/abc", true),
            ("https://push.example.org:443/abc?x=1", true),
            ("https://fcm.googleapis.com/fcm/send/abc:def", true),
            ("https://93.184.216.34/x", true),
            ("https://[2606:2800:220:1::1]/x", true),
            ("http://push.example.org/abc", false),
            ("ftp://push.example.org/abc", false),
            ("https://", false),
            ("https://push.example.org:22/", false),
            ("https://push.example.org:8443/", false),
            ("https://ana:secret@push.example.org/", false),
            ("https://push.example.org\\@127.0.0.1/", false),
            ("https://localhost/x", false),
            ("https://printer/x", false),
            ("https://db.internal/x", false),
            ("https://printer.local/x", false),
            ("https://x.localhost./x", false),
            ("https://127.0.0.1/x", false),
            ("https://127.1/x", false),
            ("https://0x7f.1/x", false),
            ("https://2130706433/x", false),
            ("https://10.0.0.1/x", false),
            ("https://172.16.0.1/x", false),
            ("https://192.168.1.1/x", false),
            ("https://169.254.169.254/latest/meta-data", false),
            ("https://100.64.0.1/x", false),
            ("https://0.0.0.0/x", false),
            ("https://[::1]/x", false),
            ("https://[::ffff:127.0.0.1]/x", false),
            ("https://[64:ff9b::7f00:1]/x", false),
            ("https://[fe80::1]/x", false),
            ("https://[fd00::1]/x", false),
            ("https://[2002:7f00:1::]/x", false),
            ("https://push.example.org/a b", false),
            ("https://push.example.org/\r\nHost: x", false),
        ] {
            assert_eq!(Endpoint::parse(text, Reach::Public).is_ok(), want, "{text}");
        }
        assert!(
            Endpoint::parse(&format!("https://a.bc/{}", "x".repeat(MAX)), Reach::Public).is_err()
        );
        assert!(Endpoint::parse("http://127.0.0.1:8080/x", Reach::Anywhere).is_ok());
        assert!(Endpoint::parse("file:///etc/passwd", Reach::Anywhere).is_err());
    }

    #[test]
    fn the_origin_is_cut_off() {
        for (text, want) in [
            ("https://push.example.org/a/b?c", "https://push.example.org"),
            ("http://127.0.0.1:99?x", "http://127.0.0.1:99"),
            ("https://push.example.org", "https://push.example.org"),
        ] {
            assert_eq!(Endpoint::from_stored(text.to_owned()).origin(), want);
        }
    }
}
