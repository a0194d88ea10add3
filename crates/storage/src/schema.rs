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
    }
}

diesel::table! {
    credentials (user_id) {
        user_id -> BigInt,
        password_hash -> Text,
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

diesel::joinable!(memberships -> chats (chat_id));
diesel::joinable!(memberships -> users (user_id));
diesel::allow_tables_to_appear_in_same_query!(users, chats, memberships, messages);
