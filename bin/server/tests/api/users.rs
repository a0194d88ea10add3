//! Finding people.

use super::stage::{code, refused, registration, serve};
use serde_json::{Value, json};
use testkit::{Backend, eventually};

pub(crate) async fn found_by_beginnings(backend: Backend) {
    let server = serve(backend).await;
    let ana = server.person("ana").await;
    server.people(["anatol", "banana"]).await;
    let more = [("josef", "Ana Lucía Pérez"), ("x_y.z", "50%_off")];
    for (name, display) in more {
        let body = registration(name, &json!({"display_name": display}));
        server.client().request("POST", "/accounts", Some(body)).await.unwrap().checked().unwrap();
    }
    let find = async |query: &str| -> Vec<String> {
        let found = ana.users(query).await.unwrap().items;
        found.into_iter().map(|user| user.username).collect()
    };
    assert_eq!(find("anat").await, ["anatol"]);
    let all = find("ana").await;
    for name in ["ana", "anatol", "josef"] {
        assert!(all.contains(&name.to_owned()), "{name} in {all:?}");
    }
    assert!(!all.contains(&"banana".to_owned()), "beginnings only: {all:?}");
    assert_eq!(find("ANAT").await, ["anatol"]);
    assert_eq!(find("lucí").await, ["josef"]);
    assert_eq!(find("PÉREZ").await, ["josef"]);
    for wild in ["%", "_", "*", "\\", "'", "\"", "x%", "ana*"] {
        let found = find(wild).await;
        assert!(found.len() <= 1, "{wild} is no pattern: {found:?}");
    }
    assert_eq!(find("nobody").await, Vec::<String>::new());
}

pub(crate) async fn pages_of_people(backend: Backend) {
    let server = serve(backend).await;
    let names = ["pat-ana", "pat-ben", "pat-carol", "pat-dora", "pat-emil"];
    server.people(names).await;
    let ana = server.person("ana").await;
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/users?query=pat&limit=2&cursor={cursor}");
        let page: wire::UserList = ana.request("GET", &path, None).await.unwrap().read().unwrap();
        assert!(page.items.len() <= 2);
        seen.extend(page.items.into_iter().map(|user| user.username));
        match page.next_cursor {
            Some(next) => cursor = next,
            None => break,
        }
    }
    assert_eq!(seen, names, "each once, by name");
    for query in
        ["", "query=", "query=%00", "query=a&limit=0", "query=a&limit=201", "query=a&cursor=!"]
    {
        let (status, _) = code(&ana, "GET", &format!("/users?{query}"), Value::Null).await;
        assert_eq!(status, 422, "{query}");
    }
}

pub(crate) async fn one_by_id(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let _online = ben.online().await;
    let stranger = ana.user(ben.id).await.unwrap();
    assert_eq!(
        (stranger.username.as_str(), stranger.online),
        ("ben", false),
        "not told to strangers"
    );
    let raw = ana.request("GET", &format!("/users/{}", ben.id), None).await.unwrap();
    assert!(raw.body.get("email").is_none() && raw.body.get("is_admin").is_none());
    ana.direct(ben.id).await.unwrap();
    eventually("Ben seen online", async || ana.user(ben.id).await.unwrap().online).await;
    refused(ana.user(999_999).await, 404, "user_not_found");
    for id in ["0", "-1", "abc", "9223372036854775808", "1.5", "00001"] {
        let got = code(&ana, "GET", &format!("/users/{id}"), Value::Null).await;
        assert_eq!(got, (404, "user_not_found".to_owned()), "{id}");
    }
}
