//! What every implementation of the ports must do, as named cases.
//!
//! ```
//! use tertulia_domain::testing::{Harness, conformance};
//!
//! fn keeps_its_promises(empty: impl Fn(&str) -> Box<dyn Harness>) {
//!     for (name, case) in conformance::cases() {
//!         case(empty(name).as_ref());
//!     }
//! }
//! ```

mod accounts;
mod administration;
mod chats;
mod contacts;
mod deleting;
mod digesting;
mod editing;
mod entering;
mod exporting;
mod groups;
mod hiding;
mod history;
mod indexing;
mod jobs;
mod joining;
mod keeping;
mod large;
mod leaving;
mod lining;
mod links;
mod lists;
mod members;
mod notifications;
mod own;
mod permitting;
mod pinning;
mod profiles;
mod quieting;
mod reacting;
mod readers;
mod reading;
mod registering;
mod replying;
mod reporting;
mod roles;
mod searching;
mod sending;
mod sessions;
mod statistics;
mod syncing;

use super::Harness;

/// A case by name, to be run on an empty store.
pub type Case = (&'static str, fn(&dyn Harness));

/// Names functions of a module as cases.
macro_rules! cases {
    ($($module:ident: $($case:ident),+;)+) => {
        /// Every case; each wants an empty store.
        pub fn cases() -> Vec<Case> {
            vec![$($((concat!(stringify!($module), "::", stringify!($case)), $module::$case)),+),+]
        }
    };
}

cases! {
    accounts: registers_and_finds, takes_names_once, takes_addresses_once, sets_up_once,
        looks_for_people_literally, pages_people, last_seen_never_goes_back;
    chats: opens_one_direct_chat_per_pair, refuses_direct_chats, makes_groups, refuses_groups,
        renames;
    contacts: asks_and_accepts, asks_once, crossing_requests_make_friends, rejects_and_cancels,
        answers_only_their_own, friendships_end, blocks_end_everything, blocks_close_the_direct_chat,
        blocks_keep_out_of_groups, nobody_sees_that_they_are_blocked, rules_of_the_server_hold,
        pages_contacts, bounds_requests;
    profiles: profiles_are_told, what_others_do_not_see_is_told_to_oneself,
        names_stay_with_whom_they_meant, names_change_seldom, statuses_end_later,
        wishes_about_messages_hold, reading_alone_is_told_to_nobody, addresses_find_whom_they_may,
        suggests_from_shared_groups;
    leaving: resting_accounts_are_not_met, deleted_accounts_leave_what_others_keep,
        chats_go_with_the_last_person, the_last_administrator_stays;
    members: adds, adds_many, refuses_strangers, removes_and_leaves, hands_over, comes_back,
        direct_chats_are_fixed;
    groups: tell_of_themselves, settings_say_who_may, slow_mode_makes_members_wait,
        newcomers_read_from_joining, nothing_is_done_with_the_past, bans_keep_out;
    entering: by_codes, codes_end, by_asking, public_ones, by_invitation, nobody_comes_in_twice,
        codes_end_with_who_knew_them;
    permitting: every_deed_by_everybody, every_action_is_tried, ways_in_are_as_the_table_says;
    roles: are_given_and_taken, admins_do_what_admins_may, groups_are_handed_over,
        heirs_are_here;
    notifications: causes_notify, blocks_keep_quiet, members_are_mentioned, marks_move_on,
        admins_call_everybody, forged_ones_are_not_found, newest_are_kept, pages_and_changes;
    quieting: chats_are_muted, settings_are_kept;
    digesting: the_away_are_told_once, what_waits_is_counted, who_may_not_be_told_is_not;
    sending: numbers_without_gaps, sends_once, refuses_reuse, refuses_outsiders,
        failures_leave_nothing, counts_per_person;
    deleting: nothing_is_left_of_it, senders_and_admins_delete, notifications_fall_silent;
    editing: edits_what_one_wrote, keeps_versions, refuses_edits, names_are_told_once,
        changes_are_found_by_rev;
    reading: cursor_moves_forward_only, unread_agrees_with_counting, outsiders_do_not_read;
    replying: quotes_are_what_is_now, refuses_what_is_not_there, authors_are_notified;
    reacting: counts_by_kind, refuses_reactions, kinds_are_bounded, pages_who;
    readers: cursors_say_when, some_are_not_told_of;
    pinning: pins_and_unpins, pins_are_bounded;
    hiding: one_message_for_oneself, whole_history_for_oneself;
    searching: only_what_one_may_read, what_is_now_and_nothing_before, narrowed_and_in_pages,
        chats_that_go_leave_no_index;
    indexing: full_blocks_become_one, long_texts_stay_in_small_blocks, lists_of_blocks_end_anywhere;
    history: answers_every_part, hides_from_outsiders;
    exporting: pages_are_the_whole, only_what_one_sees, ends_with_the_membership;
    lists: orders_and_pages_chats, summarises, pages_members, counts_by_ports;
    syncing: pages_union_to_the_whole, never_splits_one_change, user_stream_tells_comings_and_goings,
        starts_afresh, ports_answer_ranges, whole_chats_come_a_few_at_a_time, finds_changes_in_long_chats;
    large: rosters_come_and_go, cursors_are_ones_own, everybody_is_called_by_parts;
    sessions: keeps_sessions, finds_cookies, rotates_and_touches, revokes_once,
        replaces_passwords;
    jobs: takes_on_once, gives_out_what_is_due, late_holders_change_nothing,
        failures_wait_and_end, lists_and_forgets;
    keeping: for_oneself_alone, pinned_chats_are_bounded, messages_with_oneself;
    lining: changes_leave_lines, lines_come_with_their_messages, lines_end_where_history_does;
    links: links_work_once_and_not_for_long, new_passwords_end_sessions, mailboxes_have_enough,
        addresses_are_confirmed;
    reporting: reports_what_one_sees, reports_are_decided_once, announcements_hold_and_end;
    joining: settings_stay, modes_let_in_whom_they_say, codes_are_good_as_often_as_said,
        who_may_invite;
    administration: suspending_ends_every_session, the_suspended_are_not_met,
        only_administrators_may, the_last_one_stays, everything_leaves_a_trace, people_are_listed;
    own: traces_are_handed_out, deeds_are_handed_out, ended_devices_are_handed_out;
    registering: taken_addresses_look_free;
    statistics: counts_what_there_is, days_are_noted_once, chats_that_go_are_taken_off,
        only_administrators_are_told;
}
