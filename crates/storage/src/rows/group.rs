use domain::chat::{GroupSettings, PastFor, Who};

/// How a group is run, as bits; none of them as usual.
const ADMINS_WRITE: i32 = 1;
const ALL_ADD: i32 = 2;
const ALL_PIN: i32 = 4;
const ALL_EDIT: i32 = 8;
const FROM_JOINING: i32 = 16;

/// The bits of a group's settings.
pub(crate) fn settings_number(settings: &GroupSettings) -> i32 {
    let all = |who: Who, bit: i32| if who == Who::Everyone { bit } else { 0 };
    let admins_write = if settings.write == Who::Admins { ADMINS_WRITE } else { 0 };
    let from_joining = if settings.history == PastFor::FromJoining { FROM_JOINING } else { 0 };
    admins_write
        + all(settings.add, ALL_ADD)
        + all(settings.pin, ALL_PIN)
        + all(settings.edit_info, ALL_EDIT)
        + from_joining
}

/// The settings that bits stand for.
pub(crate) fn settings_of(bits: i32, slow_mode_s: i32, public: bool) -> GroupSettings {
    let all = |bit: i32| if bits & bit == 0 { Who::Admins } else { Who::Everyone };
    GroupSettings {
        write: if bits & ADMINS_WRITE == 0 { Who::Everyone } else { Who::Admins },
        add: all(ALL_ADD),
        pin: all(ALL_PIN),
        edit_info: all(ALL_EDIT),
        slow_mode_s,
        history: if bits & FROM_JOINING == 0 { PastFor::All } else { PastFor::FromJoining },
        public,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_has_a_bit_of_its_own() {
        assert_eq!(settings_of(0, 0, false), GroupSettings::default());
        for bits in 0..32 {
            assert_eq!(settings_number(&settings_of(bits, 7, true)), bits);
        }
    }
}
