//! The tables, the same on both backends. Written by hand; a test compares it with the database.

diesel::table! {
    users (id) {
        id -> BigInt,
        handle -> Text,
        handle_skeleton -> Text,
        email -> Text,
        email_key -> Text,
        display_name -> Text,
        search_text -> Text,
        is_admin -> Bool,
        created_at -> BigInt,
        last_seen -> Nullable<BigInt>,
        rev -> BigInt,
        suspended_at -> Nullable<BigInt>,
        bio -> Nullable<Text>,
        status_text -> Nullable<Text>,
        status_until -> Nullable<BigInt>,
        time_zone -> Nullable<Text>,
        language -> Nullable<Text>,
        messages_from -> Integer,
        presence_to -> Integer,
        read_receipts -> Bool,
        findable_by_email -> Bool,
        account_rev -> BigInt,
        deactivated_at -> Nullable<BigInt>,
        deleted_at -> Nullable<BigInt>,
        email_verified_at -> Nullable<BigInt>,
        groups_from -> Integer,
    }
}

diesel::table! {
    usernames (skeleton) {
        skeleton -> Text,
        handle -> Text,
        user_id -> BigInt,
        since -> BigInt,
    }
}

diesel::table! {
    credentials (user_id) {
        user_id -> BigInt,
        password_hash -> Text,
    }
}

diesel::table! {
    two_factor (user_id) {
        user_id -> BigInt,
        salt -> Binary,
        confirmed_at -> Nullable<BigInt>,
        last_step -> BigInt,
    }
}

diesel::table! {
    recovery_codes (user_id, hash) {
        user_id -> BigInt,
        hash -> Binary,
    }
}

diesel::table! {
    sessions (id) {
        id -> BigInt,
        user_id -> BigInt,
        created_at -> BigInt,
        last_used_at -> BigInt,
        idle_until -> BigInt,
        ends_at -> BigInt,
        user_agent -> Text,
        secret -> Binary,
        cookie_hash -> Nullable<Binary>,
        generation -> BigInt,
        rotated_at -> BigInt,
        revoked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    chats (id) {
        id -> BigInt,
        kind -> Integer,
        title -> Nullable<Text>,
        pair_lo -> Nullable<BigInt>,
        pair_hi -> Nullable<BigInt>,
        rev -> BigInt,
        meta_rev -> BigInt,
        last_seq -> BigInt,
        member_count -> BigInt,
        created_at -> BigInt,
        activity_at -> BigInt,
        blocks -> Integer,
        description -> Nullable<Text>,
        rules -> Nullable<Text>,
        color -> Nullable<Text>,
        settings -> Integer,
        slow_mode_s -> Integer,
        is_public -> Bool,
        search_text -> Nullable<Text>,
        indexed_seq -> BigInt,
        indexed_rev -> BigInt,
        roster_rev -> BigInt,
    }
}

diesel::table! {
    search_blocks (id) {
        id -> BigInt,
        chat_id -> BigInt,
        number -> BigInt,
        span -> BigInt,
        oldest -> BigInt,
        newest -> BigInt,
        runs -> Binary,
    }
}

diesel::table! {
    search_slices (id) {
        id -> BigInt,
        data -> Binary,
    }
}

diesel::table! {
    relations (id) {
        id -> BigInt,
        lo -> BigInt,
        hi -> BigInt,
        friends_since -> Nullable<BigInt>,
        request_from -> Nullable<BigInt>,
        request_note -> Nullable<Text>,
        request_at -> Nullable<BigInt>,
        lo_blocked_at -> Nullable<BigInt>,
        hi_blocked_at -> Nullable<BigInt>,
        lo_rev -> BigInt,
        hi_rev -> BigInt,
    }
}

diesel::table! {
    memberships (chat_id, user_id) {
        chat_id -> BigInt,
        user_id -> BigInt,
        role -> Integer,
        rev -> BigInt,
        user_rev -> BigInt,
        joined_at -> BigInt,
        left_at -> Nullable<BigInt>,
        read_seq -> BigInt,
        read_at -> Nullable<BigInt>,
        own_after -> BigInt,
        muted_until -> Nullable<BigInt>,
        visible_from -> BigInt,
        sent_at -> Nullable<BigInt>,
        cleared_seq -> BigInt,
        cleared_rev -> BigInt,
    }
}

diesel::table! {
    group_bans (chat_id, user_id) {
        chat_id -> BigInt,
        user_id -> BigInt,
        by_id -> Nullable<BigInt>,
        at -> BigInt,
    }
}

diesel::table! {
    join_codes (code) {
        code -> Text,
        chat_id -> BigInt,
        made_by -> Nullable<BigInt>,
        made_at -> BigInt,
        expires_at -> BigInt,
        max_uses -> Nullable<BigInt>,
        uses -> BigInt,
        approval -> Bool,
    }
}

diesel::table! {
    group_invitations (id) {
        id -> BigInt,
        chat_id -> BigInt,
        user_id -> BigInt,
        by_id -> Nullable<BigInt>,
        at -> BigInt,
    }
}

diesel::table! {
    join_requests (chat_id, user_id) {
        chat_id -> BigInt,
        user_id -> BigInt,
        at -> BigInt,
    }
}

diesel::table! {
    messages (chat_id, seq) {
        chat_id -> BigInt,
        seq -> BigInt,
        rev -> BigInt,
        sender_id -> BigInt,
        client_id -> Text,
        body -> Text,
        sent_at -> BigInt,
        changed_rev -> Nullable<BigInt>,
        edited_at -> Nullable<BigInt>,
        deleted_at -> Nullable<BigInt>,
        deleted_by -> Nullable<BigInt>,
        reply_to -> Nullable<BigInt>,
        kinds -> Integer,
        hides -> Integer,
        pinned_at -> Nullable<BigInt>,
        pinned_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    hidden_messages (user_id, chat_id, seq) {
        user_id -> BigInt,
        chat_id -> BigInt,
        seq -> BigInt,
        rev -> BigInt,
    }
}

diesel::table! {
    reactions (chat_id, seq, emoji, user_id) {
        chat_id -> BigInt,
        seq -> BigInt,
        emoji -> Text,
        user_id -> BigInt,
        at -> BigInt,
    }
}

diesel::table! {
    message_edits (chat_id, seq, number) {
        chat_id -> BigInt,
        seq -> BigInt,
        number -> BigInt,
        body -> Text,
        at -> BigInt,
    }
}

diesel::table! {
    read_marks (chat_id, user_id, seq) {
        chat_id -> BigInt,
        user_id -> BigInt,
        seq -> BigInt,
        at -> BigInt,
    }
}

diesel::table! {
    audit_log (id) {
        id -> BigInt,
        at -> BigInt,
        actor_id -> Nullable<BigInt>,
        action -> Text,
        target_kind -> Text,
        target_id -> Nullable<BigInt>,
        address -> Nullable<Text>,
        details -> Text,
    }
}

diesel::table! {
    notifications (user_id, id) {
        user_id -> BigInt,
        id -> BigInt,
        rev -> BigInt,
        kind -> Integer,
        actor_id -> Nullable<BigInt>,
        chat_id -> Nullable<BigInt>,
        seq -> Nullable<BigInt>,
        detail -> Nullable<Text>,
        at -> BigInt,
        read_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    settings (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::table! {
    push_subscriptions (id) {
        id -> BigInt,
        user_id -> BigInt,
        session_id -> BigInt,
        endpoint -> Text,
        public_key -> Binary,
        secret -> Binary,
        created_at -> BigInt,
    }
}

diesel::table! {
    notification_settings (user_id) {
        user_id -> BigInt,
        rev -> BigInt,
        muted_until -> Nullable<BigInt>,
        quiet_from -> Nullable<Integer>,
        quiet_to -> Nullable<Integer>,
        quiet_days -> Nullable<Integer>,
        time_zone -> Text,
        sounds -> Bool,
        desktop -> Bool,
        push_previews -> Bool,
        digest -> Integer,
        digest_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    jobs (id) {
        id -> BigInt,
        kind -> Text,
        job_key -> Text,
        payload -> Text,
        state -> Integer,
        run_at -> BigInt,
        leased_until -> Nullable<BigInt>,
        attempts -> BigInt,
        last_error -> Nullable<Text>,
        created_at -> BigInt,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    mail_links (id) {
        id -> BigInt,
        user_id -> BigInt,
        purpose -> Integer,
        email -> Text,
        email_key -> Text,
        hash -> Nullable<Binary>,
        job_id -> Nullable<BigInt>,
        created_at -> BigInt,
        expires_at -> BigInt,
        spent_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    invitations (id) {
        id -> BigInt,
        code_hash -> Binary,
        made_by -> Nullable<BigInt>,
        note -> Text,
        made_at -> BigInt,
        expires_at -> BigInt,
        max_uses -> BigInt,
        uses -> BigInt,
        revoked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    reports (id) {
        id -> BigInt,
        reporter_id -> BigInt,
        subject_id -> BigInt,
        chat_id -> BigInt,
        seq -> BigInt,
        reason -> Text,
        note -> Text,
        quote -> Nullable<Text>,
        made_at -> BigInt,
        state -> Integer,
        decided_by -> Nullable<BigInt>,
        decided_at -> Nullable<BigInt>,
        decision -> Nullable<Text>,
    }
}

diesel::table! {
    announcements (id) {
        id -> BigInt,
        body -> Text,
        made_by -> Nullable<BigInt>,
        made_at -> BigInt,
        until -> BigInt,
    }
}

diesel::table! {
    daily_figures (day) {
        day -> BigInt,
        messages_total -> BigInt,
        active -> BigInt,
    }
}

diesel::table! {
    kept_chats (user_id, chat_id) {
        user_id -> BigInt,
        chat_id -> BigInt,
        rev -> BigInt,
        pinned_at -> Nullable<BigInt>,
        archived_seq -> Nullable<BigInt>,
        unread_seq -> Nullable<BigInt>,
        draft -> Nullable<Text>,
        draft_reply_to -> Nullable<BigInt>,
        draft_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    chat_lines (chat_id, rev) {
        chat_id -> BigInt,
        rev -> BigInt,
        after_seq -> BigInt,
        at -> BigInt,
        kind -> Integer,
        by_id -> Nullable<BigInt>,
        user_ids -> Text,
        changes -> Text,
    }
}

diesel::joinable!(memberships -> chats (chat_id));
diesel::joinable!(memberships -> users (user_id));
diesel::joinable!(group_invitations -> chats (chat_id));
diesel::joinable!(group_bans -> users (user_id));
diesel::joinable!(join_requests -> users (user_id));
diesel::allow_tables_to_appear_in_same_query! {
    users, chats, memberships, group_bans, group_invitations, join_requests, messages,
    relations, notifications, notification_settings, push_subscriptions, sessions
}
