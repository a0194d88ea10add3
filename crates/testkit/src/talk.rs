//! Somebody who talks all the time.

use crate::{Person, SOON};
use client::Socket;
use serde_json::json;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval, timeout};

/// Messages into one chat at a steady pace, until it is stopped.
pub struct Talk {
    stop: watch::Sender<bool>,
    acked: watch::Receiver<i64>,
    talking: JoinHandle<()>,
}

impl Talk {
    /// Lets a person say something `every` so often; each text is asked for just before.
    pub async fn start(
        person: &Person,
        chat: i64,
        every: Duration,
        text: impl FnMut() -> String + Send + 'static,
    ) -> Self {
        let socket = person.unwatched().socket().await.expect("a socket");
        let (stop, stopped) = watch::channel(false);
        let (told, acked) = watch::channel(0);
        let talking = tokio::spawn(talk(socket, chat, every, text, stopped, told));
        Self { stop, acked, talking }
    }

    /// Waits until this many more messages are acknowledged.
    pub async fn goes_on(&mut self, messages: i64) {
        let wanted = *self.acked.borrow() + messages;
        let come = timeout(SOON, self.acked.wait_for(|count| *count >= wanted)).await;
        let _count = come.expect("the talk goes on in time").expect("the talk goes on");
    }

    /// Ends it, and answers how many messages were acknowledged.
    pub async fn stop(self) -> i64 {
        // It may have failed already: joining it tells.
        let _ended = self.stop.send(true);
        self.talking.await.expect("the talk goes well");
        *self.acked.borrow()
    }
}

async fn talk(
    mut socket: Socket,
    chat: i64,
    every: Duration,
    mut text: impl FnMut() -> String,
    stopped: watch::Receiver<bool>,
    told: watch::Sender<i64>,
) {
    let mut pace = interval(every);
    // Late is late: a burst afterwards would be another load.
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let name = crate::unique();
    for i in 1.. {
        pace.tick().await;
        if *stopped.borrow() {
            return;
        }
        let id = format!("{name}-{i}");
        let op = json!({"op": "message.send", "chat_id": chat, "client_id": id, "text": text()});
        socket.request(op).await.expect("an acknowledgement");
        // What others said is of no interest here, and would pile up.
        while socket.next_event(Duration::ZERO).await.is_ok() {}
        told.send_replace(i);
    }
}
