//! Being left alone.

use super::stage::{ana_and_ben, ask, code};
use serde_json::{Value, json};
use testkit::{Backend, SOON};

pub(crate) async fn chats_fall_silent(backend: Backend) {
    let (server, ana, ben, chat) = ana_and_ben(backend).await;
    let eve = server.person("eve").await;
    let path = format!("/chats/{chat}/mute");
    let (mut phone, mut bens) = (ana.online().await, ben.online().await);
    let since = ana.me().await.unwrap().rev;
    let until = json!({"until": "2999-01-31T08:00:00.000Z"});
    let muted = ask(&ana, "PUT", &path, until.clone()).await;
    assert_eq!((muted.status, &muted.body["mute"]), (200, &until));
    let heard = phone.next_named("chat.muted", SOON).await.unwrap();
    assert_eq!((&heard["chat_id"], &heard["mute"]), (&json!(chat), &until));
    let forever = ask(&ana, "PUT", &path, json!({})).await;
    assert_eq!(forever.body["mute"], json!({"until": null}));
    let seen = ana.chat(chat).await.unwrap();
    assert_eq!(seen.mute, Some(wire::Mute { until: None }));
    assert_eq!(ben.chat(chat).await.unwrap().mute, None);
    let missed = ask(&ana, "POST", "/sync", json!({"user": since})).await.body;
    assert_eq!(missed["user"]["joined"][0]["mute"], json!({"until": null}));
    for body in
        [json!({"until": "2020-01-01T00:00:00Z"}), json!({"until": 1}), json!({"until": "soon"})]
    {
        assert_eq!(code(&ana, "PUT", &path, body.clone()).await.0, 422, "{body}");
    }
    assert_eq!(code(&eve, "PUT", &path, json!({})).await.1, "chat_not_found");
    assert_eq!(ask(&ana, "DELETE", &path, Value::Null).await.status, 204);
    assert_eq!(ask(&ana, "DELETE", &path, Value::Null).await.status, 204, "twice is no error");
    assert_eq!(ana.chat(chat).await.unwrap().mute, None);
    ana.send(chat, "after", "hello").await.unwrap();
    // Who is there may be told late; what was muted, never.
    loop {
        let next = bens.next_event(SOON).await.unwrap();
        if next["ev"] == "message.new" {
            break;
        }
        assert_eq!(next["ev"], "presence", "the other hears nothing of it: {next}");
    }
}

pub(crate) async fn settings_are_checked(backend: Backend) {
    const PATH: &str = "/users/me/notification-settings";
    let (_server, ana, ben, _) = ana_and_ben(backend).await;
    let plain = ask(&ana, "GET", PATH, Value::Null).await.body;
    let want = json!({"mute": null, "dnd": null, "time_zone": "UTC", "sounds": false,
        "desktop": true, "push_previews": true, "digest": "off"});
    assert_eq!(plain, want);
    let mut phone = ana.online().await;
    let chosen = json!({"mute": {"until": "2999-01-31T08:00:00.000Z"},
        "dnd": {"from": "22:00", "to": "07:00", "days": ["mon", "sun"]},
        "time_zone": "Europe/Madrid", "sounds": true, "desktop": false, "push_previews": false,
        "digest": "weekly"});
    assert_eq!(ask(&ana, "PUT", PATH, chosen.clone()).await.body, chosen);
    assert_eq!(ask(&ana, "GET", PATH, Value::Null).await.body, chosen);
    let heard = phone.next_named("notification.settings", SOON).await.unwrap();
    assert_eq!(heard["settings"], chosen);
    let missed = ask(&ana, "POST", "/sync", json!({"user": 0})).await.body;
    assert_eq!(missed["user"]["notification_settings"], chosen);
    for bad in [
        json!({"digest": "hourly"}),
        json!({"time_zone": "Europe/Atlantis"}),
        json!({"time_zone": "../../etc/passwd"}),
        json!({"dnd": {"from": "24:00", "to": "07:00"}}),
        json!({"dnd": {"from": "22:00"}}),
        json!({"dnd": {"from": "22:00", "to": "07:00", "days": []}}),
        json!({"dnd": {"from": "22:00", "to": "07:00", "days": ["noday"]}}),
        json!({"mute": {"until": "2020-01-01T00:00:00Z"}}),
        json!({"sounds": "loud"}),
    ] {
        assert_eq!(code(&ana, "PUT", PATH, bad.clone()).await.0, 422, "{bad}");
    }
    assert_eq!(ask(&ana, "GET", PATH, Value::Null).await.body, chosen, "nothing changed");
    assert_eq!(ask(&ana, "PUT", PATH, json!({})).await.body, want, "what is left out is plain");
    assert_eq!(ask(&ben, "GET", PATH, Value::Null).await.body, want, "each for themselves");
}
