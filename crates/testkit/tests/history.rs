//! The judge of histories sees each kind of fault, and none where there is none.

use testkit::history::{Fault, History, Record, judge};

fn stored(ids: &[&str]) -> Vec<(i64, String)> {
    (1..).zip(ids).map(|(seq, id)| (seq, (*id).to_owned())).collect()
}

fn invoke(id: &str) -> Record {
    Record::Invoke(id.to_owned())
}

fn ok(id: &str, seq: i64) -> Record {
    Record::Ok(id.to_owned(), seq)
}

fn heard(stream: u64, seq: i64, id: &str) -> Record {
    Record::Heard { stream, seq, id: id.to_owned() }
}

/// Two writers at once; `c` never got its answer, but is there.
fn sound() -> Vec<Record> {
    vec![
        invoke("a"),
        invoke("b"),
        ok("b", 1),
        heard(1, 1, "b"),
        ok("a", 2),
        heard(1, 2, "a"),
        invoke("c"),
        Record::Unknown("c".to_owned()),
        invoke("d"),
        Record::Refused("d".to_owned()),
        heard(2, 2, "a"),
        heard(2, 3, "c"),
    ]
}

#[test]
fn a_sound_history_has_no_faults() {
    assert_eq!(judge(&sound(), &stored(&["b", "a", "c"])), []);
    let missing_unknown: Vec<Record> =
        sound().into_iter().filter(|record| *record != heard(2, 3, "c")).collect();
    assert_eq!(judge(&missing_unknown, &stored(&["b", "a"])), [], "an unknown one may be missing");
    assert_eq!(judge(&[], &[]), []);
}

#[test]
fn a_second_try_may_find_the_first() {
    let records = [
        invoke("a"),
        Record::Unknown("a".to_owned()),
        invoke("b"),
        ok("b", 2),
        invoke("a"),
        ok("a", 1),
        ok("a", 1),
    ];
    assert_eq!(judge(&records, &stored(&["a", "b"])), []);
}

#[test]
fn planted_faults_are_found() {
    let id = |id: &str| id.to_owned();
    let all = stored(&["b", "a", "c"]);
    let with = |more: Record| {
        let mut records = sound();
        records.push(more);
        records
    };
    assert_eq!(
        judge(&sound(), &stored(&["b"]))[0],
        Fault::Lost(id("a"), 2),
        "acknowledged and gone"
    );
    let doubled = judge(&sound(), &stored(&["b", "a", "c", "a"]));
    assert!(doubled.contains(&Fault::Doubled(id("a"), 2, 4)), "{doubled:?}");
    let moved = judge(&sound(), &stored(&["a", "b", "c"]));
    assert!(moved.contains(&Fault::Moved(id("b"), 1, 2)), "{moved:?}");
    let mut gap = all.clone();
    gap[2].0 = 4;
    assert!(judge(&sound(), &gap).contains(&Fault::Gap(2, 4)));
    assert_eq!(judge(&sound(), &stored(&["b", "a", "c", "x"])), [Fault::Uninvited(id("x"))]);
    assert_eq!(judge(&sound(), &stored(&["b", "a", "c", "d"])), [Fault::Uninvited(id("d"))]);
    assert_eq!(judge(&with(heard(2, 2, "a")), &all), [Fault::Jump(2, 3, 2)], "twice");
    assert_eq!(judge(&with(heard(1, 4, "e")), &all).len(), 2, "told, but never stored");
    let mut skipped = sound();
    skipped.retain(|record| *record != heard(1, 1, "b"));
    skipped.push(heard(1, 3, "c"));
    skipped.push(heard(1, 1, "b"));
    assert_eq!(judge(&skipped, &all), [Fault::Jump(1, 3, 1)]);
    // `b` was acknowledged before `a` was sent, yet stands behind it.
    let overtaken = [invoke("b"), ok("b", 2), invoke("a"), ok("a", 1)];
    assert_eq!(judge(&overtaken, &stored(&["a", "b"])), [Fault::Overtaken(id("a"), 1)]);
}

#[test]
fn many_write_one_history() {
    let history = History::default();
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let history = &history;
            scope.spawn(move || {
                for i in 0..100 {
                    history.note(invoke(&format!("{writer}-{i}")));
                    history.note(ok(&format!("{writer}-{i}"), 0));
                }
            });
        }
    });
    assert_eq!((history.records().len(), history.acked()), (800, 400));
}
