use actix_web::http::header::{FORWARDED, HeaderMap};
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

/// A network like `10.0.0.0/8`, or one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

impl Network {
    fn holds(&self, address: IpAddr) -> bool {
        let differ = match (self.address, address) {
            (IpAddr::V4(a), IpAddr::V4(b)) => u128::from(a.to_bits() ^ b.to_bits()) << 96,
            (IpAddr::V6(a), IpAddr::V6(b)) => a.to_bits() ^ b.to_bits(),
            _ => return false,
        };
        differ.leading_zeros() >= u32::from(self.prefix)
    }
}

impl FromStr for Network {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (address, prefix) = text.split_once('/').map_or((text, None), |(a, p)| (a, Some(p)));
        let address: IpAddr = address.parse().map_err(|_| "must be addresses or networks")?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Ok(longest), str::parse).map_err(|_| "must end in /bits")?;
        let too_long = "must not have more bits than the address";
        if prefix <= longest { Ok(Self { address, prefix }) } else { Err(too_long) }
    }
}

/// The header in which a proxy says for whom it asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ForwardedBy {
    /// `X-Forwarded-For`.
    #[default]
    XForwardedFor,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

/// The proxies in front of this server, whose word about addresses is taken.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    /// Where they are.
    pub trusted: Vec<Network>,
    /// The one header that they set. The other one is whatever a client made of it.
    pub header: ForwardedBy,
}

impl Proxies {
    fn trusts(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|network| network.holds(address.to_canonical()))
    }

    /// Where a request comes from: the nearest hop, from our side, that is no proxy of ours.
    pub(crate) fn origin(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut nearest = peer.to_canonical();
        if !self.trusts(nearest) {
            return nearest;
        }
        for hop in self.hops(headers).iter().rev() {
            // What can't be read can't be believed, nor anything before it.
            let Some(hop) = hop else { break };
            nearest = hop.to_canonical();
            if !self.trusts(nearest) {
                break;
            }
        }
        nearest
    }

    fn hops(&self, headers: &HeaderMap) -> Vec<Option<IpAddr>> {
        let lines = |name: &str| -> Vec<String> {
            let texts = headers.get_all(name).map(|value| value.to_str().unwrap_or_default());
            texts.flat_map(|line| line.split(',').map(str::to_owned)).collect()
        };
        match self.header {
            ForwardedBy::XForwardedFor => {
                lines("x-forwarded-for").iter().map(|hop| address(hop)).collect()
            }
            ForwardedBy::Forwarded => {
                lines(FORWARDED.as_str()).iter().map(|hop| forwarded_for(hop)).collect()
            }
        }
    }
}

/// The `for` of one element of `Forwarded`.
fn forwarded_for(element: &str) -> Option<IpAddr> {
    let mut pairs = element.split(';').filter_map(|pair| pair.trim().split_once('='));
    let (_, node) = pairs.find(|(name, _)| name.eq_ignore_ascii_case("for"))?;
    address(node.trim_matches('"'))
}

/// An address with or without brackets and port.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    if let Ok(address) = text.parse() {
        return Some(address);
    }
    if let Ok(socket) = text.parse::<SocketAddr>() {
        return Some(socket.ip());
    }
    text.strip_prefix('[')?.strip_suffix(']')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::{HeaderName, HeaderValue};

    fn proxies(header: ForwardedBy) -> Proxies {
        let trusted = ["10.0.0.0/8", "192.0.2.1", "2001:db8::/32"];
        Proxies { trusted: trusted.iter().map(|text| text.parse().unwrap()).collect(), header }
    }

    fn headers(name: &'static str, lines: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            let value = HeaderValue::from_str(line).unwrap();
            headers.append(HeaderName::from_static(name), value);
        }
        headers
    }

    #[test]
    fn the_nearest_hop_that_is_not_ours_counts() {
        let ours = "10.1.2.3";
        for (peer, lines, from) in [
            ("198.51.100.9", &["203.0.113.5"][..], "198.51.100.9"),
            ("11.0.0.1", &["203.0.113.5"], "11.0.0.1"),
            (ours, &[], ours),
            (ours, &["203.0.113.5"], "203.0.113.5"),
            (ours, &["203.0.113.5, 198.51.100.7"], "198.51.100.7"),
            (ours, &["203.0.113.5", "198.51.100.7"], "198.51.100.7"),
            (ours, &["203.0.113.5, 10.9.9.9, 192.0.2.1"], "203.0.113.5"),
            (ours, &["10.0.0.7, 10.0.0.8"], "10.0.0.7"),
            (ours, &["203.0.113.5, nonsense"], ours),
            (ours, &["203.0.113.5, , 192.0.2.1"], "192.0.2.1"),
            (ours, &["203.0.113.5:4711"], "203.0.113.5"),
            (ours, &["[2001:db9::7]:4711"], "2001:db9::7"),
            (ours, &["[2001:db9::7]"], "2001:db9::7"),
            ("::ffff:10.1.2.3", &["2001:db9::7, 2001:db8::1"], "2001:db9::7"),
        ] {
            let headers = headers("x-forwarded-for", lines);
            let proxies = proxies(ForwardedBy::XForwardedFor);
            let origin = proxies.origin(peer.parse().unwrap(), &headers);
            assert_eq!(origin.to_string(), from, "{peer} {lines:?}");
        }
    }

    #[test]
    fn only_the_named_header_is_read() {
        let peer = "10.1.2.3".parse().unwrap();
        let line = "for=203.0.113.5;proto=http, For=\"[2001:db9::7]:4711\";by=10.0.0.1";
        let both = || {
            let mut both = headers("forwarded", &[line]);
            let name = HeaderName::from_static("x-forwarded-for");
            both.append(name, HeaderValue::from_static("198.51.100.7"));
            both
        };
        let told = |header| proxies(header).origin(peer, &both()).to_string();
        assert_eq!(told(ForwardedBy::Forwarded), "2001:db9::7");
        assert_eq!(told(ForwardedBy::XForwardedFor), "198.51.100.7");
        let hidden = headers("forwarded", &["for=203.0.113.5, for=_hidden"]);
        assert_eq!(proxies(ForwardedBy::Forwarded).origin(peer, &hidden), peer);
    }

    #[test]
    fn nobody_is_believed_unless_told() {
        let forged = headers("x-forwarded-for", &["203.0.113.5"]);
        let peer = "127.0.0.1".parse().unwrap();
        assert_eq!(Proxies::default().origin(peer, &forged), peer);
    }

    #[test]
    fn odd_networks_are_refused() {
        for odd in ["", "10.0.0.0/33", "2001:db8::/129", "10.0.0/8", "10.0.0.0/", "proxy", "/8"] {
            assert!(odd.parse::<Network>().is_err(), "{odd}");
        }
        let everything: Network = "0.0.0.0/0".parse().unwrap();
        assert!(everything.holds([203, 0, 113, 5].into()));
    }
}
