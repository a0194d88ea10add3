use super::session::push;
use crate::Failure;
use crate::door::Sight;
use crate::identity::Services;
use crate::rest::sync::{MAX_CHATS, Progress, finish, page};
use domain::port::StoreError;
use domain::{ChatId, Rev};
use realtime::{Connection, Outbox};
use std::future::poll_fn;
use std::sync::Arc;
use wire::{Push, SyncRequest};

/// Brings a connection up to date with every chat whose events are being kept back.
///
/// One loop for a client that comes back (op `sync`) and for one that read too slowly: read a page,
/// hand it over, and let the chat go live unless something newer was kept back meanwhile. The next
/// page waits until the socket has taken this one, so a slow reader costs one page of memory.
/// `user`: the rev of the person's own stream, when that was asked for.
pub(super) async fn catch_up(
    services: &Arc<Services>,
    connection: &Arc<Connection>,
    mut user: Option<i64>,
) -> Result<(), Failure> {
    let outbox = &connection.outbox;
    loop {
        let stale = outbox.stale(MAX_CHATS);
        if outbox.is_ended() || (stale.is_empty() && user.is_none()) {
            return Ok(());
        }
        let chats = stale.iter().map(|(chat, from)| (chat.0, from.0.saturating_sub(1))).collect();
        let (actor, request) = (connection.actor, SyncRequest { chats, user });
        let read = services.database.read(move |read| {
            let (found, looked) = page(read, &actor, &request)?;
            Ok::<_, StoreError>((found, looked, Sight::read(read, &actor)?))
        });
        let (found, looked, sight) = read.await?;
        user = found.user.as_ref().filter(|changes| changes.more).map(|changes| changes.rev);
        if !found.chats.is_empty() || !found.gone.is_empty() || found.user.is_some() {
            outbox.must(push(&Push::Sync(finish(services, &sight, found))));
        }
        for progress in &looked {
            note(outbox, progress);
        }
        poll_fn(|cx| outbox.poll_drained(cx)).await;
    }
}

fn note(outbox: &Outbox, progress: &Progress) {
    let Progress { chat, upto, more } = *progress;
    if more {
        outbox.advance(chat, upto);
    } else {
        release(outbox, chat, upto);
    }
}

fn release(outbox: &Outbox, chat: ChatId, upto: Rev) {
    // Not yet when something newer was kept back: the loop reads that next.
    let _live = outbox.release(chat, upto);
}
