//! A bad network between a client and its server.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

const PASS: u8 = 0;
const FREEZE: u8 = 1;
const DEAF_CLIENT: u8 = 2;
const DOWN: u8 = 3;

/// How live connections end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
    Reset,
    Close,
}

/// A TCP relay on a free port that can cut, freeze and stop reading.
pub struct Proxy {
    address: SocketAddr,
    cut: watch::Sender<Option<(u64, Cut)>>,
    state: Arc<State>,
    listening: JoinHandle<()>,
}

#[derive(Default)]
struct State {
    mode: AtomicU8,
    changed: tokio::sync::Notify,
    connections: AtomicUsize,
}

impl Proxy {
    /// A relay to this port of 127.0.0.1.
    pub async fn to(port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (cut, cuts) = watch::channel(None);
        let state = Arc::new(State::default());
        let shared = Arc::clone(&state);
        let listening = tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                if shared.mode.load(Ordering::SeqCst) == DOWN {
                    continue;
                }
                tokio::spawn(relay(near, port, Arc::clone(&shared), cuts.clone()));
            }
        });
        Self { address, cut, state, listening }
    }

    /// Where it listens, like `http://127.0.0.1:40000`.
    pub fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many connections were taken in so far.
    pub fn connections(&self) -> usize {
        self.state.connections.load(Ordering::SeqCst)
    }

    /// Ends every connection with RST, on both sides.
    pub fn reset(&self) {
        self.end(Cut::Reset);
    }

    /// Ends every connection with FIN, on both sides.
    pub fn close(&self) {
        self.end(Cut::Close);
    }

    /// Lets nothing through in either direction; connections stay open.
    pub fn freeze(&self) {
        self.switch(FREEZE);
    }

    /// Stops taking what the server sends, so that its buffers fill; the other way goes on.
    pub fn stop_reading(&self) {
        self.switch(DEAF_CLIENT);
    }

    /// Ends every connection, and every new one at once, as if there were no network.
    pub fn go_down(&self) {
        self.switch(DOWN);
        self.reset();
    }

    /// Lets everything through again.
    pub fn go_on(&self) {
        self.switch(PASS);
    }

    fn end(&self, how: Cut) {
        self.cut.send_modify(|cut| *cut = Some((cut.map_or(1, |(n, _)| n + 1), how)));
    }

    fn switch(&self, mode: u8) {
        self.state.mode.store(mode, Ordering::SeqCst);
        self.state.changed.notify_waiters();
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn relay(
    near: TcpStream,
    port: u16,
    state: Arc<State>,
    mut cuts: watch::Receiver<Option<(u64, Cut)>>,
) {
    // In this order: whoever sees the connection counted can cut it.
    cuts.mark_unchanged();
    state.connections.fetch_add(1, Ordering::SeqCst);
    let Ok(far) = TcpStream::connect(("127.0.0.1", port)).await else { return };
    let _near = near.set_nodelay(true);
    let _far = far.set_nodelay(true);
    let (mut near_in, mut near_out) = near.into_split();
    let (mut far_in, mut far_out) = far.into_split();
    let up = pipe(&mut near_in, &mut far_out, &state, &[FREEZE]);
    let down = pipe(&mut far_in, &mut near_out, &state, &[FREEZE, DEAF_CLIENT]);
    tokio::select! {
        () = up => {}
        () = down => {}
        _ = cuts.changed() => {}
    }
    let reset = matches!(*cuts.borrow(), Some((_, Cut::Reset)));
    for stream in [near_in.reunite(near_out), far_in.reunite(far_out)] {
        let Ok(stream) = stream else { continue };
        if reset {
            // Lingering for no time turns the close into RST.
            let _reset = stream.set_zero_linger();
        }
        drop(stream);
    }
}

/// Copies until either side ends, pausing in some modes.
async fn pipe(
    from: &mut tokio::net::tcp::OwnedReadHalf,
    to: &mut tokio::net::tcp::OwnedWriteHalf,
    state: &State,
    pauses: &[u8],
) {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        // Before the look at the mode: a change right after it wakes this all the same.
        let changed = state.changed.notified();
        if pauses.contains(&state.mode.load(Ordering::SeqCst)) {
            changed.await;
            continue;
        }
        tokio::select! {
            biased;
            () = changed => {}
            read = from.read(&mut buffer) => match read {
                Ok(0) | Err(_) => return,
                Ok(n) if to.write_all(&buffer[..n]).await.is_err() => return,
                Ok(_) => {}
            },
        }
    }
}
