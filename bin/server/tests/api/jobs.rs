//! Letters that come in spite of everything, once.

use super::passwords::{forget, mailing};
use super::stage::{ask, code};
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt;
use testkit::{BRIEFLY, Backend, Options, Person, Server, eventually};

const OK: (u16, String) = (204, String::new());

async fn jobs(ana: &Person, state: &str) -> Vec<wire::Job> {
    let path = format!("/admin/jobs?state={state}");
    let raw = ask(ana, "GET", &path, Value::Null).await;
    raw.read::<wire::JobList>().unwrap().items
}

pub(crate) async fn refused_letters_come_later(backend: Backend) {
    let (server, smtp) = mailing(backend).await;
    let ana = server.person("ana").await;
    super::admin::crown(&server, "ana");
    smtp.refuse(2);
    assert_eq!(forget(&server.client(), "ana@example.org").await.0, 202);
    eventually("a first refusal", async || {
        jobs(&ana, "waiting").await.iter().any(|job| job.last_error.is_some())
    })
    .await;
    let letter = smtp.letter(1).await;
    assert_eq!(smtp.tries(), 3);
    eventually("it is done", async || jobs(&ana, "done").await.len() == 1).await;
    let done = &jobs(&ana, "done").await[0];
    assert_eq!((done.kind.as_str(), done.attempts, &done.last_error), ("mail", 3, &None));
    // The link of the letter that came is the one that works.
    let new = "walnut shutter 4";
    assert_eq!(super::passwords::choose(&server.client(), &letter.token(), new).await, OK);
}

/// Killed between the cause and the letter: it comes once, from the next start.
pub(crate) async fn killed_before_the_letter(backend: Backend) {
    let (mut server, smtp) = mailing(backend).await;
    server.person("ana").await;
    smtp.refuse(1);
    assert_eq!(forget(&server.client(), "ana@example.org").await.0, 202);
    eventually("a refusal that was noted", async || server.log().contains("job failed")).await;
    server.kill9();
    assert_eq!(smtp.letters().len(), 0);
    server.restart().await;
    smtp.letter(1).await;
    tokio::time::sleep(BRIEFLY * 4).await;
    assert_eq!((smtp.letters().len(), smtp.tries()), (1, 2), "once");
    server.restart().await;
    tokio::time::sleep(BRIEFLY * 2).await;
    assert_eq!(smtp.letters().len(), 1, "and never again");
}

pub(crate) async fn dead_ones_are_looked_after(backend: Backend) {
    let (server, smtp) = mailing(backend).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    super::admin::crown(&server, "ana");
    smtp.reject(2);
    for person in ["ana", "ben"] {
        assert_eq!(forget(&server.client(), &format!("{person}@example.org")).await.0, 202);
    }
    eventually("two dead", async || jobs(&ana, "dead").await.len() == 2).await;
    let dead = jobs(&ana, "dead").await;
    assert!(dead[0].last_error.as_deref().unwrap_or_default().contains("550"), "{dead:?}");
    assert!(dead[0].id > dead[1].id, "newest first");
    let path = |job: &wire::Job, what: &str| format!("/admin/jobs/{}{what}", job.id);
    let refused = code(&ben, "POST", &path(&dead[0], "/retry"), json!({})).await;
    assert_eq!(refused, (403, "admin_only".to_owned()));
    assert_eq!(code(&ana, "DELETE", &path(&dead[0], ""), Value::Null).await, OK);
    assert_eq!(code(&ana, "POST", &path(&dead[1], "/retry"), json!({})).await, OK);
    assert_eq!(smtp.letter(1).await.to, ["ana@example.org"]);
    let gone = (404, "job_not_found".to_owned());
    eventually("it is done", async || jobs(&ana, "done").await.len() == 1).await;
    for job in &dead {
        assert_eq!(code(&ana, "POST", &path(job, "/retry"), json!({})).await, gone);
        assert_eq!(code(&ana, "DELETE", &path(job, ""), Value::Null).await, gone);
    }
    let first: wire::JobList =
        ask(&ana, "GET", "/admin/jobs?limit=1", Value::Null).await.read().unwrap();
    assert_eq!((first.items.len(), first.next_cursor), (1, None), "one was dropped");
    assert_eq!(code(&ana, "GET", "/admin/jobs?state=odd", Value::Null).await.0, 422);
    let log: wire::AuditList =
        ask(&ana, "GET", "/admin/audit-log", Value::Null).await.read().unwrap();
    let done: Vec<_> = log.items.iter().map(|entry| entry.action.as_str()).take(2).collect();
    assert_eq!(done, ["job.retry", "job.drop"]);
}

/// A folder instead of a mail server, for development.
pub(crate) async fn letters_as_files(backend: Backend) {
    let options = Options::on(backend).env("TERTULIA_MAIL__TRANSPORT", "file");
    let server = Server::start(options).await;
    server.person("ana").await;
    assert_eq!(forget(&server.client(), "ana@example.org").await.0, 202);
    let folder = server.folder().join("outbox");
    let files = || {
        let all = std::fs::read_dir(&folder).into_iter().flatten().flatten();
        all.map(|file| file.path())
            .filter(|path| path.extension().is_some_and(|kind| kind == "eml"))
            .collect::<Vec<_>>()
    };
    eventually("a file", async || files().len() == 1).await;
    let text = std::fs::read_to_string(&files()[0]).unwrap();
    assert!(text.contains("To: ana@example.org") && text.contains("/reset#"), "{text}");
    let mode = std::fs::metadata(&files()[0]).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "for nobody else");
}
