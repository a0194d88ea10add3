//! What becomes of messages after they were sent: reactions, edits, read receipts.

use super::pairs::Pair;
use crate::frame::{self, Line, lines};
use crate::meter::{Latencies, Meter};
use crate::people;
use crate::report::Report;
use crate::seed::{Index, Seeder, Turn, Words};
use crate::server::Server;
use crate::{Options, Outcome};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Messages that all pairs together have for each second of reading them one by one.
const PER_SECOND: u64 = 50_000;
/// How many of the newest messages are reacted to and edited: what people touch is what they see.
const TOUCHED: u64 = 100;
/// How long a pair may wait for what it did.
const PATIENCE: Duration = Duration::from_secs(10);

/// What two people do in turns.
#[derive(Clone, Copy)]
enum Deed {
    React,
    Edit,
    Read,
}

/// Measures each of them with `pairs` pairs at once.
pub(crate) async fn run(options: &Options, pairs: usize) -> Outcome<Report> {
    let mut server = Server::start(options).await?;
    let everybody = people::register(&server, pairs * 2).await?;
    let (mut chats, mut turns) = (Vec::new(), Vec::new());
    for couple in everybody.chunks_exact(2) {
        let [one, other] = couple else { continue };
        let chat = people::direct(server.address, one, other).await?;
        chats.push((chat, couple));
        turns.extend([one, other].map(|person| Turn { chat, sender: person.id }));
    }
    // Half of the time for each deed, and what goes before it counts.
    let time = options.time() / 2;
    let rounds = (time.as_secs() + 3) * PER_SECOND / u64::try_from(pairs * 2)?.max(1);
    let rounds = rounds.max(TOUCHED);
    server.stop().await?;
    let mut seeder = Seeder::new(turns, Words::Same, Index::Passed);
    seeder.write(&mut server.sql()?, rounds).await?;
    server = server.again(&[]).await?;
    let mut report = Report::new(format!("life {pairs}"));
    for (name, deed) in [("reactions", Deed::React), ("edits", Deed::Edit), ("reads", Deed::Read)] {
        let meter = Meter::default();
        let mut tasks = JoinSet::new();
        for (chat, couple) in &chats {
            let pair = Pair::open(&server, *chat, couple).await?;
            let meter = meter.clone();
            tasks.spawn(async move { alternate(pair, deed, rounds * 2, &meter).await });
        }
        let stretch = meter.measure(name, time, &server.pids).await?;
        let mut latencies = Latencies::new()?;
        while let Some(done) = tasks.join_next().await {
            latencies.join(&done??)?;
        }
        report = report
            .with(format!("{name}_per_s"), stretch.rate())
            .with(format!("{name}_server_cpu_us"), stretch.cpu_us());
        report = latencies.figures(&format!("{name}_"), report);
    }
    Ok(report)
}

/// One does it and waits until it is stored and both have heard of it; then the other does.
async fn alternate(mut pair: Pair, deed: Deed, last: u64, meter: &Meter) -> Outcome<Latencies> {
    let mut latencies = Latencies::new()?;
    let mut number = 0;
    while !meter.over() {
        let text = frame(deed, pair.chat, number, last)?;
        let [from, to] = &mut pair.ends;
        let done = Instant::now();
        from.socket.send(text).await?;
        let heard = async {
            to.socket.until(|line| line == Line::Changed).await?;
            let took = done.elapsed();
            let (mut answered, mut told) = (false, false);
            while !(answered && told) {
                let text = from.socket.next().await?;
                for line in lines(&text) {
                    answered |= line == Line::Ok;
                    told |= line == Line::Changed;
                    if line == Line::Error {
                        return Err(format!("the server said {text}").into());
                    }
                }
            }
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(took)
        };
        let took = tokio::time::timeout(PATIENCE, heard).await??;
        meter.add(1);
        if meter.counts() {
            latencies.note(took);
        }
        number += 1;
        pair.ends.reverse();
    }
    Ok(latencies)
}

/// The `number`th frame of a pair, from 0 on, the even ones of who wrote the odd messages up to `last`.
fn frame(deed: Deed, chat: i64, number: u64, last: u64) -> Outcome<String> {
    let (id, turn) = (number + 1, number / 2);
    let own = last - TOUCHED + number % 2 + 1;
    Ok(match deed {
        // Each reacts, and takes it back the next time.
        Deed::React => frame::react(id, chat, own + turn / 2 * 2 % TOUCHED, turn % 2 == 0),
        Deed::Edit => frame::edit(id, chat, own + turn * 2 % TOUCHED),
        // The message of the other that comes next.
        Deed::Read if turn * 2 + 2 < last => frame::mark_read(id, chat, turn * 2 + 1),
        Deed::Read => return Err("all messages are read: there are too few for this time".into()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_edits_what_is_theirs() {
        for number in 0..1_000 {
            let text = frame(Deed::Edit, 4, number, 600).unwrap();
            let parsed = wire::ClientFrame::parse(text.as_bytes()).unwrap();
            let wire::Op::Edit(edit) = parsed.op else { panic!("not an edit") };
            assert!((501..=600).contains(&edit.seq));
            assert_eq!(edit.seq % 2 == 1, number % 2 == 0, "{number}: {}", edit.seq);
        }
    }

    #[test]
    fn every_frame_changes_something() {
        let frames: Vec<String> =
            (0..400).map(|number| frame(Deed::Read, 4, number, 600).unwrap()).collect();
        let seq = |text: &String| match wire::ClientFrame::parse(text.as_bytes()).unwrap().op {
            wire::Op::Read(read) => read.seq,
            _ => 0,
        };
        for person in 0..2 {
            let seqs: Vec<i64> = frames.iter().skip(person).step_by(2).map(seq).collect();
            assert!(seqs.windows(2).all(|pair| pair[0] < pair[1]));
        }
        assert!(frame(Deed::Read, 4, 600, 600).is_err());
    }
}
