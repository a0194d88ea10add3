use super::*;
use crate::fixture::{chance, keys, secret};
use std::time::{Duration, Instant};

fn hasher() -> Hasher {
    Hasher::new(&keys(), Hasher::TEST_COST)
}

fn typed(text: &str) -> Password {
    Password::typed(text).unwrap()
}

#[test]
fn common_passwords_and_own_words_are_refused() {
    let own = ["ana", "ana.pereira@example.org", "Ana Maria Pereira"];
    for weak in [
        "password1",
        "12345678",
        "qwertyuiop",
        "tertulia1",
        "Tertulia",
        "t3rtul1a",
        "iloveyou",
        "aaaaaaaa",
        "abcdefgh",
        "P@ssw0rd",
        "passwordpassword",
        "11111111",
        "19901231",
        "pereira1",
        "ana.pereira",
        "ana.pereira@example.org",
        "Ana-Pereira-1990",
        "anapereira",
        "AnaMaria",
        "sunshine",
        "michael1990",
        "asdfghjkl",
        "qwerty123",
        "abc12345",
        "ｐａｓｓｗｏｒｄ",
        "letmein1",
        "tertuliachat",
    ] {
        assert_eq!(Password::parse(weak, &own), Err(PasswordError::TooCommon), "{weak:?}");
    }
    for strong in [
        "correct horse battery",
        "Ana-likes-tea-7",
        "pw-for-tests-1",
        "k3vjq9xz",
        "ruibarbo azul",
        "пароль-для-чая",
        "sommerregen im juli",
        "茶を飲む友達と夜の話",
        "\u{0}\u{1}\u{7}x9\u{3}zq",
    ] {
        assert!(Password::parse(strong, &own).is_ok(), "{strong:?}");
    }
}

#[test]
fn length_is_counted_in_code_points_of_the_one_spelling() {
    let varied =
        |n: usize| -> String { (0..n).map(|i| char::from(b"kx7vq2jw"[i * i % 8])).collect() };
    for (text, want) in [
        (String::new(), Some(PasswordError::TooShort)),
        ("kx7vq2j".into(), Some(PasswordError::TooShort)),
        ("kx7vq2jw".into(), None),
        // eight typed, seven in NFKC
        ("kx7vq2e\u{301}".into(), Some(PasswordError::TooShort)),
        // one typed, eighteen in NFKC
        ("\u{FDFA}".into(), None),
        (varied(256), None),
        (varied(257), Some(PasswordError::TooLong)),
        (varied(1025), Some(PasswordError::TooLong)),
        ("\u{1F375}".repeat(256), Some(PasswordError::TooCommon)),
        ("\u{1F375}".repeat(257), Some(PasswordError::TooLong)),
        ("x".repeat(1 << 20), Some(PasswordError::TooLong)),
    ] {
        assert_eq!(Password::parse(&text, &[]).err(), want, "{} bytes", text.len());
    }
    assert!(Password::typed("").is_ok(), "signing in knows no shortest length");
    assert_eq!(Password::typed(&"x".repeat(257)), Err(PasswordError::TooLong));
}

#[test]
fn every_byte_counts() {
    let long = "0123456789abcdef".repeat(5);
    let hasher = hasher();
    for (chosen, other) in [
        (format!("{long}A"), format!("{long}B")),
        ("before\0after".to_owned(), "before\0other".to_owned()),
        ("before\0".to_owned(), "before".to_owned()),
        ("\0".to_owned(), String::new()),
        ("Ana-likes-tea-7".to_owned(), "ana-likes-tea-7".to_owned()),
        ("trailing ".to_owned(), "trailing".to_owned()),
    ] {
        let hash = hasher.hash(&typed(&chosen), &mut chance(1)).unwrap();
        assert!(hasher.verify(&typed(&chosen), Some(&hash)).unwrap(), "{chosen:?}");
        assert!(!hasher.verify(&typed(&other), Some(&hash)).unwrap(), "{other:?}");
    }
}

#[test]
fn spellings_of_one_password_are_equal() {
    let hash = hasher().hash(&typed("cafe\u{301} con leche"), &mut chance(1)).unwrap();
    assert!(hasher().verify(&typed("café con leche"), Some(&hash)).unwrap());
    assert!(hasher().verify(&typed("ｃafé con leche"), Some(&hash)).unwrap());
}

#[test]
fn salt_pepper_and_cost_matter() {
    let password = typed("Ana-likes-tea-7");
    let mut chance = chance(1);
    let [one, two] = [(); 2].map(|()| hasher().hash(&password, &mut chance).unwrap());
    assert_ne!(one, two);
    assert_eq!(one.len(), 60);
    assert!(one.starts_with("$2b$04$"), "{one}");
    let elsewhere = Hasher::new(&Keys::derive(&secret(2)), Hasher::TEST_COST);
    assert!(!elsewhere.verify(&password, Some(&one)).unwrap());
    let rotated = Keys::derive(&secret(2)).keep_passwords_of(&secret(1));
    assert!(Hasher::new(&rotated, 5).verify(&password, Some(&one)).unwrap());
    assert!(Hasher::new(&rotated, 5).is_outdated(&one));
    assert!(!hasher().is_outdated(&one));
    assert!(hasher().verify(&password, Some("plain text")).is_err());
}

#[test]
fn a_missing_person_costs_as_much_as_a_wrong_password() {
    let hasher = Hasher::new(&keys(), 7);
    let hash = hasher.hash(&typed("Ana-likes-tea-7"), &mut chance(1)).unwrap();
    let time = |stored: Option<&str>| {
        let start = Instant::now();
        assert!(!hasher.verify(&typed("another"), stored).unwrap());
        start.elapsed()
    };
    // In turns, and the quickest of each: what else runs on the machine can only add to a time, and in
    // forty turns each of the two is left alone at least once.
    let (mut known, mut missing) = (Duration::MAX, Duration::MAX);
    for _ in 0..40 {
        known = known.min(time(Some(&hash)));
        missing = missing.min(time(None));
    }
    assert!(missing * 2 > known && known * 2 > missing, "{known:?} {missing:?}");
    assert!(!hasher.verify(&typed("Nobody"), None).unwrap());
}

#[test]
fn the_estimate_is_bounded_in_time() {
    let _warm = Password::parse("kx7vq2jw", &[]);
    for text in ["@4$501!7".repeat(32), "1990-12-31.".repeat(23), "qwertyuiop".repeat(25)] {
        let start = Instant::now();
        let _answer = Password::parse(&text, &["ana", "ana@example.org"]);
        println!("{:?} {text:.16}", start.elapsed());
        assert!(start.elapsed() < Duration::from_secs(5), "{text}");
    }
}

#[test]
fn nothing_prints() {
    let text = format!("{:?} {:?}", typed("Ana-likes-tea-7"), hasher());
    assert_eq!(text, "Password(..) Hasher { cost: 4, .. }");
}
