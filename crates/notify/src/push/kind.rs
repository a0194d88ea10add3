use super::courier::{Answer, Courier, Letter};
use super::seal::{MAX_TEXT, seal};
use super::vapid::Vapid;
use crate::{Attempt, Data, Database, Kind};
use domain::job::{Lease, Outcome};
use domain::push::{Content, Occasion, SubscriptionId, Told, content, drop_subscription};
use domain::{ChatId, ChatKind, NotificationId, Seq, Timestamp, Title, UserId};
use p256::SecretKey;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;

/// Most characters of a message that are told.
const PREVIEW: usize = 240;
/// After so many attempts it is old news.
const TRIES: i64 = 6;

/// The kind of job that tells one device of one occasion.
pub struct Push {
    database: Database,
    vapid: Vapid,
    courier: Courier,
    now: fn() -> Timestamp,
    fill: fn(&mut [u8]),
}

/// What a job needs to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Errand {
    subscription: i64,
    #[serde(flatten)]
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
enum What {
    Message { chat: i64, seq: i64, sender: i64 },
    Notice { user: i64, notification: i64 },
}

impl Errand {
    pub(super) fn new(subscription: SubscriptionId, occasion: &Occasion) -> Self {
        let what = match *occasion {
            Occasion::Message { chat, seq, sender } => {
                What::Message { chat: chat.0, seq: seq.0, sender: sender.0 }
            }
            Occasion::Notice { user, notification } => {
                What::Notice { user: user.0, notification: notification.0 }
            }
        };
        Self { subscription: subscription.0, what }
    }

    fn occasion(&self) -> Occasion {
        match self.what {
            What::Message { chat, seq, sender } => {
                Occasion::Message { chat: ChatId(chat), seq: Seq(seq), sender: UserId(sender) }
            }
            What::Notice { user, notification } => {
                Occasion::Notice { user: UserId(user), notification: NotificationId(notification) }
            }
        }
    }

    /// Names the job: one per device and occasion.
    pub(super) fn key(&self) -> String {
        let id = self.subscription;
        match self.what {
            What::Message { chat, seq, .. } => format!("{id}:m:{chat}:{seq}"),
            What::Notice { notification, .. } => format!("{id}:n:{notification}"),
        }
    }

    /// What it replaces at the push service: one line per chat.
    fn topic(&self) -> String {
        match self.what {
            What::Message { chat, .. } => format!("chat-{chat}"),
            What::Notice { notification, .. } => format!("notice-{notification}"),
        }
    }
}

impl Push {
    /// Its name.
    pub const NAME: &'static str = "push";

    /// What tells devices; `fill` is chance.
    pub fn new(
        data: Arc<dyn Data>,
        vapid: Vapid,
        courier: Courier,
        now: fn() -> Timestamp,
        fill: fn(&mut [u8]),
    ) -> Self {
        Self { database: Database::new(data), vapid, courier, now, fill }
    }

    async fn tell(&self, lease: &Lease) -> Outcome {
        let Ok(errand) = serde_json::from_str::<Errand>(&lease.payload) else {
            return Outcome::Never("the payload can't be read".to_owned());
        };
        let (id, occasion, now) =
            (SubscriptionId(errand.subscription), errand.occasion(), (self.now)());
        let found = self.database.read(move |read| content(read, id, &occasion, now)).await;
        let content = match found {
            Ok(Some(content)) => content,
            Ok(None) => return Outcome::Done,
            Err(error) => return Outcome::Again(error.to_string()),
        };
        let Some(body) = self.sealed(&content) else {
            return self.forget(id, "the subscription's keys are no good").await;
        };
        let endpoint = &content.subscription.endpoint;
        let direct = matches!(&content.told,
            Told::Message { chat, .. } if chat.kind == ChatKind::Direct);
        let letter = Letter {
            endpoint: endpoint.as_str(),
            proof: self.vapid.proof(endpoint.origin(), now),
            urgency: if direct { "high" } else { "normal" },
            topic: errand.topic(),
            body,
        };
        match self.courier.carry(letter).await {
            Answer::Taken => Outcome::Done,
            Answer::Gone => self.forget(id, "the push service knows it no more").await,
            Answer::Later(why) if lease.attempt < TRIES => Outcome::Again(why),
            Answer::Later(why) | Answer::Refused(why) => Outcome::Never(why),
        }
    }

    fn sealed(&self, content: &Content) -> Option<Vec<u8>> {
        let text = words(content).to_string();
        debug_assert!(text.len() <= MAX_TEXT, "previews are short");
        let (mut salt, mut key) = ([0; 16], [0; 32]);
        (self.fill)(&mut salt);
        (self.fill)(&mut key);
        let key = SecretKey::from_slice(&key).ok()?;
        let to = &content.subscription;
        seal(text.as_bytes(), &to.public_key, &to.secret, &key, &salt).ok()
    }

    async fn forget(&self, id: SubscriptionId, why: &'static str) -> Outcome {
        tracing::info!(subscription = id.0, why, "subscription dropped");
        match self.database.write(move |tx| drop_subscription(tx, id)).await {
            Ok(()) => Outcome::Done,
            Err(error) => Outcome::Again(error.to_string()),
        }
    }
}

impl Kind for Push {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn run<'a>(&'a self, job: &'a Lease) -> Attempt<'a> {
        Box::pin(self.tell(job))
    }
}

/// What the service worker reads; it finds the words for it.
fn words(content: &Content) -> Value {
    match &content.told {
        Told::Message { sender, chat, message, preview } => json!({
            "kind": "message",
            "chat_id": chat.id.0,
            "seq": message.seq.0,
            "from": sender.display_name.as_str(),
            "title": chat.title.as_ref().map(Title::as_str),
            "text": preview.then(|| shortened(message.text.as_str())),
        }),
        Told::Notice(notice) => json!({
            "kind": "notice",
            "notice": name_of(notice.kind),
            "from": notice.actor.as_ref().map(|user| user.display_name.as_str()),
        }),
    }
}

fn name_of(kind: domain::notification::Kind) -> &'static str {
    use domain::notification::Kind;
    match kind {
        Kind::FriendRequest => "friend_request",
        Kind::FriendAccepted => "friend_accepted",
        Kind::AddedToGroup => "added_to_group",
        Kind::GroupInvitation => "group_invitation",
        Kind::JoinRequest => "join_request",
        Kind::Mention => "mention",
        Kind::Reply => "reply",
        Kind::SignIn => "sign_in",
        Kind::PasswordChanged => "password_changed",
        Kind::SignedOut => "signed_out",
    }
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(PREVIEW).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
