use super::*;

fn drain(outbox: &Outbox) -> Poll<Option<Bytes>> {
    outbox.poll_drain(&Context::from_waker(Waker::noop()))
}

fn chunk(outbox: &Outbox) -> Bytes {
    match drain(outbox) {
        Poll::Ready(Some(chunk)) => chunk,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_backlog_leaves_in_one_piece() {
    let outbox = Outbox::default();
    for i in 0..3 {
        drop(outbox.event(ChatId(1), Rev(i), &Bytes::from(vec![b'0'; 10])));
    }
    assert_eq!(chunk(&outbox).len(), 30);
    assert!(drain(&outbox).is_pending());
    assert!(outbox.stuck_since().is_none());
}

#[test]
fn a_full_outbox_marks_chats_stale_and_stays_bounded() {
    let outbox = Outbox::default();
    let frame = Bytes::from(vec![0; 1_000]);
    for rev in 0..10_000 {
        drop(outbox.event(ChatId(rev % 2), Rev(rev), &frame));
    }
    let mut stale = outbox.stale(10);
    stale.sort_unstable();
    assert_eq!(stale, [(ChatId(0), Rev(256)), (ChatId(1), Rev(257))]);
    let mut size = 0;
    while let Poll::Ready(Some(chunk)) = drain(&outbox) {
        size += chunk.len();
    }
    assert_eq!(size, MAX_FRAMES * 1_000);
    assert!(!outbox.release(ChatId(0), Rev(300)), "newer ones were kept back");
    assert_eq!(outbox.stale(10).iter().find(|s| s.0 == ChatId(0)), Some(&(ChatId(0), Rev(301))));
    assert!(outbox.release(ChatId(0), Rev(9_998)));
    drop(outbox.event(ChatId(0), Rev(10_000), &frame));
    assert_eq!(chunk(&outbox).len(), 1_000);
}

#[test]
fn nothing_enters_behind_the_close() {
    let outbox = Outbox::default();
    outbox.close(&Close::new(4401, "over"));
    outbox.must(Bytes::from_static(b"late"));
    assert_eq!(chunk(&outbox), crate::frame::close(4401, "over"));
    assert_eq!(drain(&outbox), Poll::Ready(None));
}

#[test]
fn nothing_comes_between_the_last_words_and_the_close() {
    for _ in 0..200 {
        let outbox = Outbox::default();
        std::thread::scope(|scope| {
            scope.spawn(|| (0..50).for_each(|_| outbox.must(Bytes::from_static(b"other lane"))));
            outbox.close_after(Bytes::from_static(b"words"), &Close::new(4401, "over"));
        });
        let mut all = BytesMut::new();
        while let Poll::Ready(Some(chunk)) = drain(&outbox) {
            all.extend_from_slice(&chunk);
        }
        let close = crate::frame::close(4401, "over");
        assert!(all.ends_with(&[b"words", &close[..]].concat()), "{all:?}");
    }
}

#[test]
fn held_chats_are_quiet_until_released() {
    let outbox = Outbox::default();
    outbox.hold(ChatId(7), Rev(5));
    drop(outbox.event(ChatId(7), Rev(9), &Bytes::from_static(b"x")));
    assert!(drain(&outbox).is_pending());
    assert!(!outbox.release(ChatId(7), Rev(8)));
    assert!(outbox.release(ChatId(7), Rev(9)));
    drop(outbox.event(ChatId(7), Rev(10), &Bytes::from_static(b"x")));
    assert!(drain(&outbox).is_ready());
}
