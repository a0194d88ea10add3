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
    pub(crate) mod chats;
    pub(crate) mod cookies;
    pub(crate) mod errors;
    pub(crate) mod frames;
    pub(crate) mod jwt;
    pub(crate) mod lifecycle;
    pub(crate) mod messages;
    pub(crate) mod pages;
    pub(crate) mod presence;
    pub(crate) mod reads;
    pub(crate) mod rights;
    pub(crate) mod sessions;
    pub(crate) mod stage;
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
    rights: every_route_for_everybody hidden_is_missing;
    messages: sent_and_read_back replays history_pages limits_of_text one_order
        replay_over_the_socket;
    reads: unread_counts cursors_move_forward;
    sync: over_rest own_stream reset_after_many over_the_socket nothing_lost_or_doubled;
    presence: two_tabs typing;
    frames: ways_to_say_who wrong_proofs nothing_from_other_chats too_big broken_frames
        strange_json joined_envelopes silence_is_not_kept too_many_sockets;
    errors: one_shape limits_of_pages bodies;
    pages: headers nothing_inline published documents;
    lifecycle: stops_in_good_order keeps_what_was_acked wrong_configuration unknown_database
        accounts_from_the_command_line migrations_are_checked limits_hold;
}
