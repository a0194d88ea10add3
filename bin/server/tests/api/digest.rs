//! Letters to people who were away.

use super::kept::{DAY, in_store, now, person, say};
use domain::chat::{CreateGroup, OpenDirect, create_group, open_direct};
use domain::port::Tx;
use domain::quiet::{self, Digest, Mute, MuteChat, Settings, SettingsChange, Zone};
use domain::rights::Audience;
use domain::{Actor, ChatId, Timestamp, Title};
use std::time::Duration;
use testkit::{Backend, Options, Server, Smtp};

/// Longer than a server takes from its start to the first letters.
const QUIET: Duration = Duration::from_secs(2);

/// A zone where it is noon now.
fn noon_now() -> Zone {
    let hour = now().0.rem_euclid(DAY) / 3_600_000;
    let east = 12 - hour;
    let name = if east > 0 { format!("Etc/GMT-{east}") } else { format!("Etc/GMT+{}", -east) };
    Zone::parse(&name).unwrap()
}

fn group(tx: &mut dyn Tx, owner: &Actor, title: &str, with: &[Actor], at: Timestamp) -> ChatId {
    let members = with.iter().map(|one| one.user).collect();
    let cmd = CreateGroup { title: Title::parse(title).unwrap(), members, at };
    create_group(tx, owner, cmd).unwrap().chat.id
}

pub(crate) fn wants(tx: &mut dyn Tx, who: &Actor, digest: Digest) {
    let settings = Settings { digest, zone: noon_now(), ..Settings::default() };
    quiet::change_settings(tx, who, SettingsChange { settings }).unwrap();
}

/// Ana has been away for three days and much came; so have others for whom there is no letter.
fn settle(tx: &mut dyn Tx) -> Actor {
    let (then, after) = (now().plus_ms(-3 * DAY), now().plus_ms(-2 * DAY));
    let [ana, ben, eve, joe] = ["ana", "ben", "eve", "joe"].map(|name| person(tx, name, then));
    let kim = person(tx, "kim", now());
    let (tea, loud) = (
        group(tx, &ben, "Tea <b>", &[ana, eve, joe, kim], then),
        group(tx, &ben, "Loud", &[ana], then),
    );
    for number in 0..3 {
        say(tx, &ben, tea, &format!("tea-{number}"), "canary of what was said", after);
    }
    say(tx, &ben, loud, "loud", "canary of what was said", after);
    let direct = OpenDirect { with: ana.user, rule: Audience::Everyone, at: then };
    let direct = open_direct(tx, &eve, direct).unwrap().summary.chat.id;
    say(tx, &eve, direct, "direct", "canary of what was said", after);
    quiet::mute_chat(tx, &ana, MuteChat { chat: loud, mute: Some(Mute::Forever) }).unwrap();
    // Ana and Kim want letters, but Kim was here just now; Joe wants them weekly; the others none.
    wants(tx, &ana, Digest::Daily);
    wants(tx, &kim, Digest::Daily);
    wants(tx, &joe, Digest::Weekly);
    ana
}

pub(crate) async fn the_away_get_one_letter(backend: Backend) {
    let smtp = Smtp::start().await;
    let options = Options::on(backend)
        .mailing(&smtp)
        .env("TERTULIA_SERVER__PUBLIC_URL", "https://chat.example.org")
        .env("TERTULIA_MAIL__DIGEST", "false");
    let mut server = Server::start(options).await;
    assert!(server.terminate().await.success());
    let ana = in_store(&server, settle).await;
    server.restart().await;
    tokio::time::sleep(QUIET).await;
    assert!(smtp.letters().is_empty(), "the operator wants none");
    server.restart_with("TERTULIA_MAIL__DIGEST", "true").await;
    let letter = smtp.letter(1).await;
    assert_eq!(letter.to, ["ana@example.org"]);
    let text = letter.text();
    let plain = text.split("text/html").next().unwrap().to_owned();
    // Three in the group, one from Eve, and two times added to a group.
    for want in [
        "4 unread messages and 2 notifications",
        "\n- Tea <b>: 3\n",
        "\n- EVE: 1\n",
        "\nhttps://chat.example.org/\n",
    ] {
        assert!(plain.contains(want), "{want}: {text}");
    }
    for hidden in ["canary", "Loud", "127.0.0.1"] {
        assert!(!text.contains(hidden), "{hidden}: {text}");
    }
    assert!(text.contains("<li>Tea &lt;b&gt;: 3</li>"), "{text}");
    // Neither the next look nor another start sends it again.
    server.kill9();
    server.restart().await;
    tokio::time::sleep(QUIET).await;
    assert_eq!(smtp.letters().len(), 1);
    let press = letter.header("list-unsubscribe");
    let press = press.strip_prefix("<https://chat.example.org").and_then(|p| p.strip_suffix('>'));
    let press = press.expect("where to press").to_owned();
    assert_eq!(letter.header("list-unsubscribe-post"), "List-Unsubscribe=One-Click");
    assert!(press.ends_with(&letter.token()), "the page's link holds the same: {press}");
    pressed(&server, &press).await;
    assert!(server.terminate().await.success());
    let settings = in_store(&server, move |tx| tx.notification_settings(ana.user).unwrap()).await;
    let settings = settings.unwrap();
    assert_eq!((settings.digest, settings.zone), (Digest::Off, noon_now()), "only that changed");
}

/// Presses as a mailbox does: without a session, with a form; twice does no harm.
async fn pressed(server: &Server, path: &str) {
    let press = async |path: &str| {
        let form = "List-Unsubscribe=One-Click";
        let request = reqwest::Client::new().post(format!("{}{path}", server.base())).body(form);
        let kind = "application/x-www-form-urlencoded";
        request.header("content-type", kind).send().await.unwrap().status().as_u16()
    };
    let foreign = format!("{}AAAA", &path[..path.len() - 4]);
    assert_eq!(press(&foreign).await, 404);
    assert_eq!(press(path).await, 204);
    assert_eq!(press(path).await, 204);
    let looked = reqwest::get(format!("{}{path}", server.base())).await.unwrap();
    assert_eq!(looked.status(), 405, "whoever only looks changes nothing");
    let page = reqwest::get(format!("{}/unsubscribe", server.base())).await.unwrap();
    assert!(page.text().await.unwrap().contains("Send me no more"));
}
