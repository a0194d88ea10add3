use super::*;
use crate::fixture::{chance, keys};
use std::future::Future;
use std::pin::pin;
use std::sync::mpsc;
use std::task::{Context, Poll, Wake, Waker};

struct Unpark(std::thread::Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

fn block_on<F: Future>(future: F) -> F::Output {
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(answer) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return answer;
        }
        std::thread::park();
    }
}

fn pool(queue: usize) -> HashPool {
    let hasher = Hasher::new(&keys(), Hasher::TEST_COST);
    HashPool::start(hasher, &PoolOptions { threads: 1, queue }, Box::new(chance(1))).unwrap()
}

fn typed(text: &str) -> Password {
    Password::typed(text).unwrap()
}

/// Keeps the only thread busy until the sender is dropped; the thread has begun on return.
fn occupy(pool: &HashPool) -> (mpsc::Sender<()>, oneshot::Receiver<()>) {
    let (release, held) = mpsc::channel::<()>();
    let (begun, begins) = mpsc::channel();
    let answer = pool
        .submit(move |_| {
            begun.send(()).unwrap();
            assert!(held.recv().is_err(), "released");
        })
        .unwrap();
    begins.recv().unwrap();
    (release, answer)
}

#[test]
fn hashes_and_verifies() {
    let pool = pool(64);
    let hash = block_on(pool.hash(typed("Ana-likes-tea-7"))).unwrap();
    for (text, stored, want) in [
        ("Ana-likes-tea-7", Some(&hash), true),
        ("Ana-likes-tea-8", Some(&hash), false),
        ("Ana-likes-tea-7", None, false),
    ] {
        assert_eq!(block_on(pool.verify(typed(text), stored.cloned())).unwrap(), want);
    }
    assert!(pool.hasher().verify(&typed("Ana-likes-tea-7"), Some(&hash)).unwrap());
    let other = block_on(pool.hash(typed("Ana-likes-tea-7"))).unwrap();
    assert_ne!(hash, other, "each hash has a salt of its own");
    let broken = block_on(pool.verify(typed("x"), Some("no hash".into()))).unwrap_err();
    assert_eq!((broken.class(), broken.code()), (Class::Internal, "internal"));
}

#[test]
fn a_full_queue_refuses_and_those_who_left_cost_nothing() {
    let pool = pool(2);
    let (release, _answer) = occupy(&pool);
    let ran = Arc::new(Mutex::new(Vec::new()));
    let submit = |name: &'static str| {
        let ran = Arc::clone(&ran);
        pool.submit(move |_| ran.lock().unwrap().push(name))
    };
    let gone = submit("gone").unwrap();
    let stays = submit("stays").unwrap();
    assert_eq!(pool.waiting(), 2);
    let refused = submit("refused").unwrap_err();
    assert_eq!((refused.class(), refused.code()), (Class::Overloaded, "overloaded"));
    drop(gone);
    drop(release);
    block_on(stays).unwrap();
    assert_eq!(*ran.lock().unwrap(), ["stays"]);
}

#[test]
fn a_panic_fails_one_request_only() {
    let pool = pool(64);
    let answer = pool.submit(|_| assert_eq!(1, 2, "on purpose")).unwrap();
    let broken = block_on(pool.receive(answer)).unwrap_err();
    assert_eq!(broken.class(), Class::Internal);
    assert!(block_on(pool.hash(typed("Ana-likes-tea-7"))).is_ok());
}

#[test]
fn stopping_answers_those_who_wait_and_joins() {
    let pool = pool(64);
    let (release, begun) = occupy(&pool);
    let waits = pool.submit(|_| ()).unwrap();
    pool.line.close();
    assert!(matches!(block_on(pool.receive(waits)), Err(HashError::Stopped)));
    assert!(matches!(block_on(pool.hash(typed("late"))), Err(HashError::Stopped)));
    drop(release);
    assert!(block_on(begun).is_ok(), "what has begun is finished");
    drop(pool);
}

#[test]
fn threads_may_share_it_and_tasks_may_move() {
    fn shared<T: Send + Sync + 'static>(_: &T) {}
    fn moves<T: Send>(_: T) {}
    let pool = pool(64);
    shared(&pool);
    moves(pool.verify(typed("x"), None));
    moves(pool.hash(typed("x")));
}
