//! What this crate's tests share: fixed keys, fixed chance, and a store of people and sessions.

use crate::{Keys, Secret, SessionPolicy, Sessions};
use domain::account::Register;
use domain::admin::NewAudit;
use domain::chat::ChatCursor;
use domain::notification::{NewNotification, Notification, NotificationFilter};
use domain::port::{
    AdminWrite, ChatRead, ChatWrite, MessageRead, MessageWrite, NewSession, NotificationRead,
    NotificationWrite, Read, SecondFactor, SecondFactorRead, SecondFactorWrite, SendContext,
    SessionRead, SessionWrite, StoreError, Tx, UserRead, UserWrite,
};
use domain::quiet::Settings;
use domain::{
    Chat, ChatId, ChatSummary, ClientId, DisplayName, Email, Event, Handle, Member, Membership,
    Message, NotificationId, Privacy, Profile, Rev, SearchText, Seq, Session, SessionId, Timestamp,
    Title, User, UserBrief, UserId,
};
use rand::{SeedableRng, rngs::StdRng};

type Answer<T> = Result<T, StoreError>;

pub(crate) const NOW: Timestamp = Timestamp(1_700_000_000_000);

pub(crate) fn secret(n: u8) -> Secret {
    let bytes: Vec<u8> = (0..32).map(|i| i * n).collect();
    Secret::new(&bytes).unwrap()
}

pub(crate) fn keys() -> Keys {
    Keys::derive(&secret(1))
}

pub(crate) fn chance(seed: u64) -> StdRng {
    StdRng::seed_from_u64(seed)
}

pub(crate) fn sessions() -> Sessions {
    Sessions::new(&keys(), SessionPolicy::default())
}

/// A live session of tokens, begun at [`NOW`].
pub(crate) fn session(id: i64) -> Session {
    let policy = SessionPolicy::default();
    Session {
        id: SessionId(id),
        user: UserId(1),
        created_at: NOW,
        last_used_at: NOW,
        idle_until: NOW.plus_ms(policy.refresh_idle_ms),
        ends_at: NOW.plus_ms(policy.refresh_absolute_ms),
        user_agent: String::new(),
        secret: vec![u8::try_from(id).unwrap(); 32],
        cookie_hash: None,
        generation: 0,
        rotated_at: NOW,
        revoked_at: None,
    }
}

pub(crate) fn user(id: i64, handle: &str, email: &str) -> User {
    User {
        id: UserId(id),
        handle: Handle::parse(handle).unwrap(),
        email: Email::parse(email).unwrap(),
        display_name: DisplayName::parse(handle).unwrap(),
        is_admin: false,
        created_at: NOW,
        last_seen: None,
        rev: Rev(0),
        suspended_at: None,
        profile: Profile::default(),
        privacy: Privacy::default(),
        account_rev: Rev(0),
        deactivated_at: None,
        deleted_at: None,
        email_verified_at: None,
    }
}

/// People, passwords and sessions in memory; nothing of chats.
#[derive(Default)]
pub(crate) struct Fake {
    pub(crate) people: Vec<(User, Option<String>)>,
    pub(crate) sessions: Vec<Session>,
    pub(crate) events: Vec<Event>,
    pub(crate) second: Option<SecondFactor>,
    pub(crate) recovery: Vec<Vec<u8>>,
}

impl Fake {
    fn row(&mut self, id: SessionId) -> &mut Session {
        self.sessions.iter_mut().find(|session| session.id == id).unwrap()
    }

    fn find(&self, fits: impl Fn(&User) -> bool) -> Option<User> {
        self.people.iter().map(|(user, _)| user).find(|user| fits(user)).cloned()
    }
}

/// Methods of the ports that identity has no use for.
macro_rules! unused {
    ($(fn $name:ident($($kind:ty),*) -> $answer:ty;)*) => {
        $(unused!(@one $name [] [$($kind,)*] $answer);)*
    };
    (@one $name:ident [] [] $answer:ty) => {
        fn $name(&mut self) -> Answer<$answer> { unreachable!() }
    };
    (@one $name:ident [] [$a:ty,] $answer:ty) => {
        fn $name(&mut self, _: $a) -> Answer<$answer> { unreachable!() }
    };
    (@one $name:ident [] [$a:ty, $b:ty,] $answer:ty) => {
        fn $name(&mut self, _: $a, _: $b) -> Answer<$answer> { unreachable!() }
    };
    (@one $name:ident [] [$a:ty, $b:ty, $c:ty,] $answer:ty) => {
        fn $name(&mut self, _: $a, _: $b, _: $c) -> Answer<$answer> { unreachable!() }
    };
    (@one $name:ident [] [$a:ty, $b:ty, $c:ty, $d:ty,] $answer:ty) => {
        fn $name(&mut self, _: $a, _: $b, _: $c, _: $d) -> Answer<$answer> { unreachable!() }
    };
    (@one $name:ident [] [$a:ty, $b:ty, $c:ty, $d:ty, $e:ty,] $answer:ty) => {
        fn $name(&mut self, _: $a, _: $b, _: $c, _: $d, _: $e) -> Answer<$answer> {
            unreachable!()
        }
    };
}

mod digest;
mod others;
mod push;
mod queue;
mod statistics;

impl UserRead for Fake {
    fn user(&mut self, id: UserId) -> Answer<Option<User>> {
        Ok(self.find(|user| user.id == id))
    }

    fn user_by_handle(&mut self, handle: &Handle) -> Answer<Option<User>> {
        Ok(self.find(|user| user.handle == *handle))
    }

    fn user_by_email(&mut self, email: &Email) -> Answer<Option<User>> {
        Ok(self.find(|user| user.email.key() == email.key()))
    }

    unused! {
        fn users(&[UserId]) -> Vec<User>;
        fn find_users(&SearchText, Option<&Handle>, usize) -> Vec<UserBrief>;
        fn user_rev(UserId) -> Rev;
        fn has_admin() -> bool;
    }
}

impl ChatRead for Fake {
    unused! {
        fn chat_for(ChatId, UserId) -> Option<(Chat, Membership)>;
        fn membership(ChatId, UserId) -> Option<Membership>;
        fn members(ChatId, Option<UserId>, usize) -> Vec<Member>;
        fn members_among(ChatId, &[UserId]) -> Vec<Member>;
        fn current_members(ChatId, &[UserId]) -> Vec<UserId>;
        fn direct_chat(UserId, UserId) -> Option<ChatId>;
        fn chats_of(UserId, Option<ChatCursor>, usize) -> Vec<ChatSummary>;
        fn summary(ChatId, UserId) -> Option<ChatSummary>;
        fn bare_summary(ChatId, UserId) -> Option<ChatSummary>;
        fn summaries(UserId, &[ChatId]) -> Vec<ChatSummary>;
        fn chat_ids_of(UserId) -> Vec<(ChatId, Rev)>;
        fn large_chats_of(UserId) -> Vec<ChatId>;
        fn changed_memberships(UserId, Rev, Rev, usize) -> Vec<Membership>;
        fn changed_members(ChatId, Rev, Rev, usize) -> Vec<Member>;
    }
}

impl MessageRead for Fake {
    unused! {
        fn last_seq(ChatId) -> Seq;
        fn messages(UserId, ChatId, Seq, Seq) -> Vec<Message>;
        fn changed_messages(UserId, ChatId, Rev, Rev, usize) -> Vec<Message>;
        fn count_changed(ChatId, Rev, i64) -> i64;
        fn count_sent(ChatId, UserId, Seq, Seq) -> i64;
    }
}

impl UserWrite for Fake {
    fn bump_users(&mut self, ids: &[UserId]) -> Answer<Vec<(UserId, Rev)>> {
        Ok(ids.iter().map(|id| (*id, Rev(1))).collect())
    }

    unused! {
        fn insert_user(&Register) -> User;
        fn set_last_seen(UserId, Timestamp) -> ();
    }
}

impl ChatWrite for Fake {
    unused! {
        fn insert_direct(UserId, UserId, Timestamp) -> Option<Chat>;
        fn insert_group(&Title, Timestamp) -> Chat;
        fn lock_chat(ChatId) -> Option<Chat>;
        fn update_chat(&Chat) -> ();
        fn put_members(&[Membership]) -> ();
        fn heir(ChatId) -> Option<Membership>;
        fn set_read(Option<&Chat>, &Membership) -> ();
    }
}

impl MessageWrite for Fake {
    unused! {
        fn send_context(ChatId, UserId, &ClientId) -> Option<SendContext>;
        fn append(&Chat, &Message) -> ();
        fn note_sent(ChatId, UserId, Timestamp) -> ();
    }
}

impl SessionRead for Fake {
    fn session(&mut self, id: SessionId) -> Answer<Option<Session>> {
        Ok(self.sessions.iter().find(|session| session.id == id).cloned())
    }

    fn session_by_cookie(&mut self, hash: &[u8]) -> Answer<Option<Session>> {
        Ok(self.sessions.iter().find(|s| s.cookie_hash.as_deref() == Some(hash)).cloned())
    }

    fn sessions_of(&mut self, user: UserId) -> Answer<Vec<Session>> {
        let mut own: Vec<Session> = self
            .sessions
            .iter()
            .filter(|s| s.user == user && s.revoked_at.is_none())
            .cloned()
            .collect();
        own.sort_by_key(|session| std::cmp::Reverse((session.last_used_at, session.id)));
        own.truncate(100);
        Ok(own)
    }

    fn password_hash(&mut self, user: UserId) -> Answer<Option<String>> {
        Ok(self.people.iter().find(|(u, _)| u.id == user).and_then(|(_, hash)| hash.clone()))
    }
}

impl SessionWrite for Fake {
    fn insert_session(&mut self, new: &NewSession) -> Answer<SessionId> {
        let id = SessionId(i64::try_from(self.sessions.len()).unwrap() + 1);
        self.sessions.push(Session {
            id,
            user: new.user,
            created_at: new.at,
            last_used_at: new.at,
            idle_until: new.idle_until,
            ends_at: new.ends_at,
            user_agent: new.user_agent.clone(),
            secret: new.secret.clone(),
            cookie_hash: new.cookie_hash.clone(),
            generation: 0,
            rotated_at: new.at,
            revoked_at: None,
        });
        Ok(id)
    }

    fn lock_session(&mut self, id: SessionId) -> Answer<Option<Session>> {
        self.session(id)
    }

    fn rotate_session(
        &mut self,
        id: SessionId,
        generation: i64,
        at: Timestamp,
        idle_until: Timestamp,
    ) -> Answer<()> {
        let row = self.row(id);
        (row.generation, row.rotated_at, row.idle_until) = (generation, at, idle_until);
        Ok(())
    }

    fn touch_session(&mut self, id: SessionId, at: Timestamp, idle_until: Timestamp) -> Answer<()> {
        let row = self.row(id);
        row.last_used_at = row.last_used_at.max(at);
        row.idle_until = row.idle_until.max(idle_until);
        Ok(())
    }

    fn revoke_sessions(
        &mut self,
        user: UserId,
        ids: &[SessionId],
        at: Timestamp,
    ) -> Answer<Vec<SessionId>> {
        let mut ended = Vec::new();
        for row in &mut self.sessions {
            if row.user == user && ids.contains(&row.id) && row.revoked_at.is_none() {
                row.revoked_at = Some(at);
                ended.push(row.id);
            }
        }
        Ok(ended)
    }

    fn set_password_hash(&mut self, user: UserId, hash: &str) -> Answer<()> {
        let person = self.people.iter_mut().find(|(u, _)| u.id == user).unwrap();
        person.1 = Some(hash.to_owned());
        Ok(())
    }
}

/// Of one person.
impl SecondFactorRead for Fake {
    fn second_factor(&mut self, _: UserId) -> Answer<Option<SecondFactor>> {
        Ok(self.second.clone())
    }

    fn recovery_codes(&mut self, _: UserId) -> Answer<usize> {
        Ok(self.recovery.len())
    }
}

impl SecondFactorWrite for Fake {
    fn put_second_factor(&mut self, _: UserId, factor: &SecondFactor) -> Answer<()> {
        self.second = Some(factor.clone());
        Ok(())
    }

    fn drop_second_factor(&mut self, _: UserId) -> Answer<()> {
        (self.second, self.recovery) = (None, Vec::new());
        Ok(())
    }

    fn put_recovery_codes(&mut self, _: UserId, hashes: &[Vec<u8>]) -> Answer<()> {
        self.recovery = hashes.to_vec();
        Ok(())
    }

    fn use_recovery_code(&mut self, _: UserId, hash: &[u8]) -> Answer<bool> {
        let before = self.recovery.len();
        self.recovery.retain(|code| code != hash);
        Ok(self.recovery.len() < before)
    }
}

impl AdminWrite for Fake {
    fn lock_user(&mut self, id: UserId) -> Answer<Option<User>> {
        self.user(id)
    }

    unused! {
        fn lock_administration(UserId) -> Vec<User>;
        fn set_rights(&User) -> ();
        fn revoke_every_session(UserId, Timestamp) -> Vec<SessionId>;
        fn append_audit(&NewAudit) -> ();
    }
}

impl NotificationRead for Fake {
    fn unread_notifications(&mut self, users: &[UserId]) -> Answer<Vec<(UserId, i64)>> {
        Ok(users.iter().map(|user| (*user, 1)).collect())
    }

    fn knows_device(&mut self, user: UserId, user_agent: &str) -> Answer<bool> {
        Ok(self.sessions.iter().any(|s| s.user == user && s.user_agent == user_agent))
    }

    unused! {
        fn notifications(UserId, Option<NotificationId>, usize) -> Vec<Notification>;
        fn changed_notifications(UserId, Rev, Rev, usize) -> Vec<Notification>;
        fn notification_ids(UserId, &NotificationFilter) -> Vec<(NotificationId, bool)>;
        fn notification_settings(UserId) -> Option<Settings>;
        fn others_in(ChatId, UserId, Timestamp, UserId, usize) -> Vec<UserId>;
        fn mentioned(ChatId, UserId, &[Handle]) -> Vec<UserId>;
    }
}

impl NotificationWrite for Fake {
    fn put_notifications(&mut self, _: &NewNotification, _: &[(UserId, Rev)]) -> Answer<()> {
        Ok(())
    }

    unused! {
        fn put_notification_settings(UserId, &Settings) -> ();
        fn mark_notifications(UserId, &[NotificationId], Rev, Timestamp) -> ();
    }
}
// After the macro that it uses.
mod governing;

impl Tx for Fake {
    fn emit(&mut self, event: Event) {
        self.events.push(event);
    }

    fn as_read(&mut self) -> &mut dyn Read {
        self
    }
}
