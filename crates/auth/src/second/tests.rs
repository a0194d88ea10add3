use super::*;
use crate::fixture::{Fake, NOW, chance, keys, user};

const ANA: UserId = UserId(1);

fn factors() -> SecondFactors {
    SecondFactors::new(&keys(), "Tea: house")
}

fn fake() -> Fake {
    let people = vec![(user(1, "ana", "ana@example.org"), None)];
    Fake { people, ..Fake::default() }
}

/// What the authenticator shows at a time.
fn shown(enrolment: &Enrolment, at: Timestamp) -> String {
    let secret = Secret::try_from_base32(&enrolment.secret).unwrap();
    let totp = Builder::new().with_secret(secret).build().unwrap();
    totp.generate(u64::try_from(at.0 / 1_000).unwrap()).to_string()
}

fn on(fake: &mut Fake) -> (Enrolment, Vec<String>) {
    let factors = factors();
    let enrolment = factors.begin(fake, ANA, "ana", &mut chance(1)).unwrap();
    let code = shown(&enrolment, NOW);
    let codes = factors.confirm(fake, ANA, &code, NOW, &mut chance(2)).unwrap();
    (enrolment, codes)
}

#[test]
fn the_authenticator_is_told_what_it_needs() {
    let enrolment = factors().begin(&mut fake(), ANA, "ana", &mut chance(1)).unwrap();
    assert_eq!(enrolment.secret.len(), 32);
    assert!(enrolment.uri.starts_with("otpauth://totp/"), "{}", enrolment.uri);
    assert!(enrolment.uri.contains(&enrolment.secret) && enrolment.uri.contains("Tea"));
}

#[test]
fn nothing_is_asked_before_the_first_right_code() {
    let (mut fake, factors) = (fake(), factors());
    factors.pass(&mut fake, ANA, None, NOW).unwrap();
    let enrolment = factors.begin(&mut fake, ANA, "ana", &mut chance(1)).unwrap();
    factors.pass(&mut fake, ANA, None, NOW).unwrap();
    let wrong = factors.confirm(&mut fake, ANA, "000000", NOW, &mut chance(2)).unwrap_err();
    assert_eq!(wrong.code(), "totp_invalid");
    factors.pass(&mut fake, ANA, None, NOW).unwrap();
    let code = shown(&enrolment, NOW);
    factors.confirm(&mut fake, ANA, &code, NOW, &mut chance(2)).unwrap();
    assert_eq!(factors.pass(&mut fake, ANA, None, NOW).unwrap_err().code(), "totp_required");
    assert_eq!(factors.pass(&mut fake, ANA, Some(" "), NOW).unwrap_err().code(), "totp_required");
    let again = factors.begin(&mut fake, ANA, "ana", &mut chance(3)).err().unwrap();
    assert_eq!(again.code(), "totp_already_on");
}

#[test]
fn a_code_works_once_and_not_for_long() {
    let (mut fake, factors) = (fake(), factors());
    let (enrolment, _) = on(&mut fake);
    let mut pass = |code: &str, at: Timestamp| {
        factors.pass(&mut fake, ANA, Some(code), at).map_err(|error| error.code())
    };
    assert_eq!(pass(&shown(&enrolment, NOW), NOW), Err("totp_invalid"), "it turned it on");
    let later = NOW.plus_ms(60_000);
    let code = shown(&enrolment, later);
    let spaced = format!(" {} {} ", &code[..3], &code[3..]);
    assert_eq!(pass(&spaced, later.plus_ms(30_000)), Ok(()), "a step late");
    assert_eq!(pass(&code, later), Err("totp_invalid"), "used");
    assert_eq!(pass(&shown(&enrolment, NOW.plus_ms(30_000)), later), Err("totp_invalid"), "older");
    let much_later = NOW.plus_ms(600_000);
    assert_eq!(pass(&shown(&enrolment, later), much_later), Err("totp_invalid"));
    for odd in ["", "0", "abcdef", "12345678", "１２３４５６", "-12345"] {
        assert!(pass(odd, much_later).is_err(), "{odd:?}");
    }
}

#[test]
fn recovery_codes_work_once_however_they_are_typed() {
    let (mut fake, factors) = (fake(), factors());
    let (_, codes) = on(&mut fake);
    assert_eq!(codes.len(), 10);
    assert!(codes.iter().all(|code| code.len() == 19 && code.matches('-').count() == 3));
    let typed = codes[0].to_uppercase().replace('-', " ");
    factors.pass(&mut fake, ANA, Some(&typed), NOW).unwrap();
    let again = factors.pass(&mut fake, ANA, Some(&codes[0]), NOW).unwrap_err();
    assert_eq!(again.code(), "totp_invalid");
    factors.pass(&mut fake, ANA, Some(&codes[1]), NOW).unwrap();
    let new = renew(&mut fake, ANA, &mut chance(7)).unwrap();
    let old = factors.pass(&mut fake, ANA, Some(&codes[2]), NOW).unwrap_err();
    assert_eq!(old.code(), "totp_invalid");
    factors.pass(&mut fake, ANA, Some(&new[9]), NOW).unwrap();
}

#[test]
fn another_key_makes_other_codes() {
    let mut fake = fake();
    let (enrolment, _) = on(&mut fake);
    let other = SecondFactors::new(&Keys::derive(&crate::fixture::secret(2)), "Tea");
    let later = NOW.plus_ms(60_000);
    let code = shown(&enrolment, later);
    assert_eq!(other.pass(&mut fake, ANA, Some(&code), later).unwrap_err().code(), "totp_invalid");
}
