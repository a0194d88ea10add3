//! The API as programs and browsers meet it: one list of tests, run on every backend.
//!
//! Each test starts the real binary on data of its own. Everything that the server answers on the
//! way is held against its published contract.
//!
//! **To add the next test:** an `async fn name(backend: Backend)` in its feature's file, and its name in
//! the list below.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test stops at once where something is not as it must be"
)]

mod api {
    pub(crate) mod accounts;
    pub(crate) mod admin;
    pub(crate) mod bulk;
    pub(crate) mod chats;
    pub(crate) mod contacts;
    pub(crate) mod cookies;
    pub(crate) mod deletions;
    pub(crate) mod digest;
    pub(crate) mod edits;
    pub(crate) mod emails;
    pub(crate) mod entering;
    pub(crate) mod errors;
    pub(crate) mod exporting;
    pub(crate) mod forging;
    pub(crate) mod frames;
    pub(crate) mod gone;
    pub(crate) mod groups;
    pub(crate) mod hiding;
    pub(crate) mod jobs;
    pub(crate) mod joining;
    pub(crate) mod jwt;
    pub(crate) mod keeping;
    pub(crate) mod kept;
    pub(crate) mod large;
    pub(crate) mod lifecycle;
    pub(crate) mod limits;
    pub(crate) mod messages;
    pub(crate) mod newcomers;
    pub(crate) mod notifications;
    pub(crate) mod own;
    pub(crate) mod pages;
    pub(crate) mod passwords;
    pub(crate) mod pins;
    pub(crate) mod presence;
    pub(crate) mod profile;
    pub(crate) mod push;
    pub(crate) mod quiet;
    pub(crate) mod reactions;
    pub(crate) mod reads;
    pub(crate) mod replies;
    pub(crate) mod reports;
    pub(crate) mod rights;
    pub(crate) mod search;
    pub(crate) mod second;
    pub(crate) mod sessions;
    pub(crate) mod stage;
    pub(crate) mod statistics;
    pub(crate) mod sync;
    pub(crate) mod users;
}

macro_rules! on {
    ($backend:ident, $($module:ident: $($name:ident)*;)*) => {
        $(mod $module {
            $(
                #[tokio::test]
                async fn $name() {
                    use testkit::Backend::$backend;
                    if crate::api::stage::can_run($backend) {
                        Box::pin(crate::api::$module::$name($backend)).await;
                    }
                }
            )*
        })*
    };
}

macro_rules! tests {
    ($($list:tt)*) => {
        #[cfg(feature = "sqlite")]
        mod sqlite {
            on! { Sqlite, $($list)* }
        }
        #[cfg(feature = "postgres")]
        mod postgres {
            on! { Postgres, $($list)* }
        }
    };
}

tests! {
    accounts: registering_signs_in bad_fields_are_named names_are_taken_once fifty_at_once
        nothing_else_can_be_set closed_registration set_up_link_works_once;
    sessions: login_by_name_and_address wrong_logins_tell_nothing refresh_rotates
        reuse_ends_the_session parallel_refreshes_agree devices_are_listed_and_ended others_end
        tickets_work_once;
    cookies: flags foreign_writes_are_refused reading_changes_nothing a_login_is_a_new_session
        no_origin_is_let_in foreign_pages_open_no_socket logging_out;
    jwt: forged_headers wrong_claims odd_shapes kinds_are_not_mixed;
    users: found_by_beginnings pages_of_people one_by_id;
    chats: direct_is_one direct_at_once groups members_come_and_go owner_leaves list_pages
        bad_chats;
    groups: roles_are_given_and_heard an_admin_inherits one_owner_under_races what_admins_may
        groups_tell_of_themselves who_writes_and_how_often the_past_is_for_those_who_were_there
        bans_hold_until_lifted conversations_show_changes;
    newcomers: words_begin_with_joining coming_back_begins_anew;
    gone: from_history from_versions from_searches from_exports from_quotes from_pins from_syncs
        from_last_lines from_notifications from_drafts from_the_push_queue from_digests;
    forging: cursors_are_ones_own codes_are_for_those_who_bring_people_in
        places_that_cannot_be texts_that_cannot_be emoji_that_are_none;
    entering: codes_let_people_in dead_codes_look_alike one_of_fifty_comes_in
        guesses_of_codes_end some_ask_first public_groups_are_found
        members_are_looked_for the_shy_are_invited;
    keeping: places_and_drafts the_chat_with_oneself;
    contacts: requests_are_answered requests_cross_at_once forged_answers_find_nothing
        lists_page_and_refuse blocks_are_silent blocks_bite_on_live_sockets
        accept_against_cancel own_stream_of_contacts rule_of_the_server;
    profile: profiles_are_seen_live bad_profiles_are_refused renamed_people_are_found
        one_name_for_one_of_many presence_is_for_whom_one_likes read_marks_are_kept_to_oneself
        found_by_address_if_they_like suggestions resting_and_waking deleting_an_account
        deleting_against_everything;
    own: own_data_is_handed_out own_data_holds_everything;
    second: signing_in_takes_two_steps turning_it_off_takes_both one_code_for_one_of_many;
    notifications: causes_reach_the_list marks_are_heard_elsewhere pages_and_refusals
        blocks_cause_none security_is_told missed_ones_come_by_sync counters_agree_under_races;
    push: closed_pages_are_told gone_ones_are_forgotten who_is_told services_are_chosen
        endings_forget;
    quiet: chats_fall_silent settings_are_checked;
    rights: every_route_for_everybody every_op_for_everybody the_shut_out_and_the_blocked hidden_is_missing;
    messages: sent_and_read_back replays history_pages limits_of_text one_order
        replay_over_the_socket;
    deletions: deleted_means_gone who_may_delete deletions_at_once edits_against_deletions;
    replies: answered_on_both_doors nothing_to_answer;
    reactions: reacted_on_both_doors reactions_are_refused one_of_each_per_person
        kinds_at_once the_removed_hear_no_reactions;
    pins: pinned_for_everybody pins_at_once;
    hiding: one_message_for_oneself whole_history_for_oneself;
    search: finds_parts_of_words only_ones_own_chats the_past_of_others blocks_change_nothing
        signs_are_signs odd_terms_are_quick nobody_learns_who_is_there deleted_is_not_found
        searches_are_limited pages_go_on without_the_index;
    edits: edited_on_both_doors edits_are_refused edit_windows edits_at_once
        the_removed_hear_no_edits;
    reads: unread_counts cursors_move_forward who_has_read;
    sync: over_rest own_stream read_alone_elsewhere reset_after_many over_the_socket nothing_lost_or_doubled;
    presence: two_tabs typing;
    large: nobody_is_told_of_everybody everybody_is_called;
    frames: ways_to_say_who wrong_proofs nothing_from_other_chats too_big broken_frames
        strange_json joined_envelopes silence_is_not_kept too_many_sockets;
    errors: one_shape limits_of_pages bodies;
    pages: headers nothing_inline published documents heads;
    lifecycle: stops_in_good_order keeps_what_was_acked wrong_configuration unknown_database
        accounts_from_the_command_line migrations_are_checked limits_hold;
    limits: headers_tell_what_is_left guessing_one_account spraying_many_accounts
        forged_addresses floods_on_sockets sockets_of_one_address limits_by_configuration
        slow_requests_are_cut large_heads_are_refused lists_stay_small;
    reports: a_report_and_its_end nobody_reports_the_unseen one_report_at_once
        everybody_is_told;
    joining: modes_of_registration codes_tell_nothing guessing_codes one_of_fifty
        closing_against_registering members_who_invite joining_from_the_command_line;
    admin: suspension_bites_everywhere suspension_under_load one_administrator_stays
        nobody_else_administers people_are_administered the_log_tells_who_did_what
        from_the_command_line deleted_from_the_command_line;
    statistics: figures_of_the_server days_are_asked_for restarts_lose_nothing;
    passwords: forgotten_and_chosen_anew links_work_once nobody_learns_who_is_here
        links_begin_where_the_operator_says mailboxes_are_not_flooded old_passwords_are_asked
        wrong_old_ones_count links_by_hand;
    emails: changed_when_confirmed foreign_addresses_stay_foreign
        confirmed_before_the_first_login without_mail
        taken_addresses_look_free;
    jobs: refused_letters_come_later killed_before_the_letter dead_ones_are_looked_after
        letters_as_files;
    digest: the_away_get_one_letter;
    exporting: conversations_as_tables conversations_as_lines lost_while_it_is_written five_a_day
        from_the_command_line;
    bulk: memory_stays_small long_chats_are_exported;
}
