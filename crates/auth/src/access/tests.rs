use super::*;
use crate::fixture::{keys, secret};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use std::time::{Duration, Instant};

const NOW: Timestamp = Timestamp(1_700_000_000_500);
const NOW_S: i64 = 1_700_000_000;
const ACTOR: Actor = Actor { user: UserId(7), session: SessionId(70) };

fn tokens() -> AccessTokens {
    AccessTokens::new(&keys(), AccessOptions::default())
}

fn kid() -> String {
    keys().signing.kid
}

/// A token of any header and claims, signed by the right key unless told otherwise.
fn forge(header: &str, claims: &str) -> String {
    forge_by(keys().signing.key.bytes(), header, claims)
}

fn forge_by(key: &[u8], header: &str, claims: &str) -> String {
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let key = EncodingKey::from_secret(key);
    let code = jsonwebtoken::crypto::sign(message.as_bytes(), &key, Algorithm::HS256).unwrap();
    format!("{message}.{code}")
}

fn good_header() -> String {
    format!(r#"{{"typ":"at+jwt","alg":"HS256","kid":"{}"}}"#, kid())
}

fn good_claims() -> String {
    format!(
        r#"{{"iss":"tertulia","aud":"tertulia","sub":"7","sid":"70","iat":{NOW_S},"exp":{}}}"#,
        NOW_S + 600
    )
}

#[test]
fn a_token_is_good_from_its_issue_to_its_end() {
    let (token, expires_in) = tokens().issue(&ACTOR, NOW).unwrap();
    assert_eq!(expires_in, 600);
    for (later_ms, want) in [
        (0, Ok(ACTOR)),
        (599_999, Ok(ACTOR)),
        (659_499, Ok(ACTOR)),
        (659_500, Err(TokenError::Expired)),
        (9_000_000_000, Err(TokenError::Expired)),
        (-60_500, Ok(ACTOR)),
        (-61_500, Err(TokenError::Invalid)),
    ] {
        assert_eq!(tokens().verify(&token, NOW.plus_ms(later_ms)), want, "{later_ms}");
    }
}

#[test]
fn the_forger_of_these_tests_writes_good_tokens() {
    let token = forge(&good_header(), &good_claims());
    assert_eq!(tokens().verify(&token, NOW), Ok(ACTOR));
}

#[test]
fn headers_of_another_kind_are_refused() {
    let kid = kid();
    for header in [
        format!(r#"{{"typ":"at+jwt","alg":"none","kid":"{kid}"}}"#),
        format!(r#"{{"typ":"at+jwt","alg":"None","kid":"{kid}"}}"#),
        format!(r#"{{"typ":"at+jwt","alg":"HS384","kid":"{kid}"}}"#),
        format!(r#"{{"typ":"at+jwt","alg":"RS256","kid":"{kid}"}}"#),
        format!(r#"{{"typ":"at+jwt","alg":"EdDSA","kid":"{kid}"}}"#),
        format!(r#"{{"typ":"JWT","alg":"HS256","kid":"{kid}"}}"#),
        format!(r#"{{"typ":"AT+JWT","alg":"HS256","kid":"{kid}"}}"#),
        format!(r#"{{"alg":"HS256","kid":"{kid}"}}"#),
        r#"{"typ":"at+jwt","alg":"HS256"}"#.to_owned(),
        r#"{"typ":"at+jwt","alg":"HS256","kid":"../../dev/null"}"#.to_owned(),
        r#"{"typ":"at+jwt","alg":"HS256","kid":"' OR 1=1"}"#.to_owned(),
        format!(r#"{{"typ":"at+jwt","alg":"HS256","kid":"{kid}","jku":"http://x.example/k"}}"#),
        format!(r#"{{"typ":"at+jwt","alg":"HS256","kid":"{kid}","x5u":"http://x.example/k"}}"#),
        format!(
            r#"{{"typ":"at+jwt","alg":"HS256","kid":"{kid}","jwk":{{"kty":"oct","k":"AAAA"}}}}"#
        ),
        format!(r#"{{"typ":"at+jwt","alg":"HS256","kid":"{kid}","crit":["exp"]}}"#),
        format!(r#"{{"typ":"at+jwt","alg":"HS256","kid":"{kid}","zip":"DEF"}}"#),
        format!(r#"{{"typ":"at+jwt","alg":"HS256","kid":"{kid}","b64":false}}"#),
        format!(r#"{{"typ":"at+jwt","alg":"none","alg":"HS256","kid":"{kid}"}}"#),
        format!(r#"{{"typ":"at+jwt","alg":"HS256","kid":"x","kid":"{kid}"}}"#),
        "{}".to_owned(),
        "[]".to_owned(),
        String::new(),
    ] {
        let token = forge(&header, &good_claims());
        assert_eq!(tokens().verify(&token, NOW), Err(TokenError::Invalid), "{header}");
        let unsigned = token.rsplit_once('.').map(|(message, _)| format!("{message}.")).unwrap();
        assert_eq!(tokens().verify(&unsigned, NOW), Err(TokenError::Invalid), "{header}");
    }
}

#[test]
fn claims_of_another_kind_are_refused() {
    let swap = |from: &str, to: &str| {
        let claims = good_claims();
        assert!(claims.contains(from), "{from}");
        claims.replace(from, to)
    };
    let exp = format!(r#""exp":{}"#, NOW_S + 600);
    let iat = format!(r#""iat":{NOW_S}"#);
    for claims in [
        swap(r#""iss":"tertulia""#, r#""iss":"elsewhere""#),
        swap(r#""iss":"tertulia""#, r#""iss":["tertulia","elsewhere"]"#),
        swap(r#""iss":"tertulia","#, ""),
        swap(r#""aud":"tertulia""#, r#""aud":"elsewhere""#),
        swap(r#""aud":"tertulia""#, r#""aud":["tertulia"]"#),
        swap(r#""aud":"tertulia","#, ""),
        swap(&format!(",{exp}"), ""),
        swap(&exp, r#""exp":9e99"#),
        swap(&exp, r#""exp":1.7e9"#),
        swap(&exp, &format!(r#""exp":"{}""#, NOW_S + 600)),
        swap(&exp, r#""exp":null"#),
        swap(&exp, r#""exp":-1"#),
        swap(&exp, &format!(r#""exp":{}"#, i64::MAX)),
        swap(&exp, &format!(r#""exp":{}"#, i64::MIN)),
        swap(&exp, &format!(r#""exp":{}"#, u64::MAX)),
        swap(&exp, &format!(r#""exp":{}"#, NOW_S + 86_401)),
        swap(&exp, &format!(r"{exp},{exp}")),
        swap(&exp, &format!(r#"{exp},"nbf":{}"#, NOW_S + 61)),
        swap(&iat, &format!(r#""iat":{}"#, NOW_S + 61)),
        swap(&iat, &format!(r#""iat":{}"#, i64::MIN)),
        swap(&iat, r#""iat":"now""#),
        swap(&format!("{iat},"), ""),
        swap(r#""sub":"7""#, r#""sub":7"#),
        swap(r#""sub":"7""#, r#""sub":"7 ""#),
        swap(r#""sub":"7""#, r#""sub":"7","sub":"8""#),
        swap(r#""sub":"7","#, ""),
        swap(r#""sid":"70","#, ""),
        "[]".to_owned(),
        "{".repeat(2000),
        String::new(),
    ] {
        let token = forge(&good_header(), &claims);
        assert_eq!(tokens().verify(&token, NOW), Err(TokenError::Invalid), "{claims}");
    }
}

#[test]
fn other_keys_and_changed_tokens_are_refused() {
    let (token, _) = tokens().issue(&ACTOR, NOW).unwrap();
    let weak: [&[u8]; 4] = [b"", b"secret", b"changeme", &[0; 32]];
    for key in weak {
        let forged = forge_by(key, &good_header(), &good_claims());
        assert_eq!(tokens().verify(&forged, NOW), Err(TokenError::Invalid));
    }
    for at in 0..token.len() {
        let mut bytes = token.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        assert_eq!(tokens().verify(&changed, NOW), Err(TokenError::Invalid), "byte {at}");
    }
    for changed in [
        String::new(),
        "..".to_owned(),
        "....".to_owned(),
        format!("{token}."),
        format!(".{token}"),
        format!("{token}.{token}"),
        format!("{token}=="),
        format!(" {token}"),
        "\u{1F375}".repeat(20),
        "x".repeat(64 << 10),
        format!("{token}{}", "A".repeat(4096)),
    ] {
        assert_eq!(tokens().verify(&changed, NOW), Err(TokenError::Invalid), "{changed:.40}");
    }
}

#[test]
fn a_replaced_key_is_taken_only_when_told_so() {
    let (old, _) = tokens().issue(&ACTOR, NOW).unwrap();
    let new = Keys::derive(&secret(2));
    let strict = AccessTokens::new(&new, AccessOptions::default());
    assert_eq!(strict.verify(&old, NOW), Err(TokenError::Invalid));
    let lenient = AccessTokens::new(&new.accept_tokens_of(&secret(1)), AccessOptions::default());
    assert_eq!(lenient.verify(&old, NOW), Ok(ACTOR));
    let (fresh, _) = lenient.issue(&ACTOR, NOW).unwrap();
    assert_eq!(strict.verify(&fresh, NOW), Ok(ACTOR));
    assert_eq!(tokens().verify(&fresh, NOW), Err(TokenError::Invalid));
}

#[test]
fn lifetimes_are_held_within_bounds() {
    for (ttl_s, want) in [(-5, 1), (0, 1), (600, 600), (i64::MAX, 86_400)] {
        let tokens = AccessTokens::new(&keys(), AccessOptions { ttl_s, ..Default::default() });
        let (token, expires_in) = tokens.issue(&ACTOR, NOW).unwrap();
        assert_eq!(expires_in, want);
        assert_eq!(tokens.verify(&token, NOW), Ok(ACTOR));
    }
}

#[test]
fn verifying_is_cheap() {
    let tokens = tokens();
    let (token, _) = tokens.issue(&ACTOR, NOW).unwrap();
    let rounds = 2_000;
    let start = Instant::now();
    for _ in 0..rounds {
        assert!(tokens.verify(&token, NOW).is_ok());
    }
    let each = start.elapsed() / rounds;
    println!("{each:?} per token");
    // Unoptimised builds are some ten times slower than what runs.
    assert!(each < Duration::from_millis(2), "{each:?}");
}
