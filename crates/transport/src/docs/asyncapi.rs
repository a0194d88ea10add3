use serde_json::{Map, Value, json};
use utoipa::OpenApi;

/// The schemas of every frame; their documents come out of the types.
#[derive(OpenApi)]
#[openapi(components(schemas(
    wire::Push,
    wire::Auth,
    wire::SendMessage,
    wire::EditMessage,
    wire::MessageRef,
    wire::ReactionOp,
    wire::ReactionState,
    wire::MarkRead,
    wire::TypingOp,
    wire::SyncRequest,
    wire::Authenticated,
    wire::SentAck,
    wire::ReadState,
    wire::ReplyError,
    wire::SyncPage,
    wire::Message,
    wire::Member,
    wire::Chat,
    wire::Notification,
    wire::NotificationSettings,
    wire::Mute,
)))]
struct Schemas;

/// Ops: name, the schema of its fields, the schema of a good answer, what it does.
const OPS: &[(&str, Option<&str>, Option<&str>, &str)] = &[
    ("auth", Some("Auth"), Some("Authenticated"), "Says who one is, as the first frame."),
    (
        "message.send",
        Some("SendMessage"),
        Some("SentAck"),
        "Sends a message; the answer means stored.",
    ),
    (
        "message.edit",
        Some("EditMessage"),
        Some("Message"),
        "Gives a message of one's own another text; the answer is the message.",
    ),
    ("message.delete", Some("MessageRef"), Some("Empty"), "Deletes a message for everyone."),
    (
        "reaction.add",
        Some("ReactionOp"),
        Some("ReactionState"),
        "Reacts to a message with one emoji.",
    ),
    ("reaction.remove", Some("ReactionOp"), Some("ReactionState"), "Takes a reaction back."),
    ("read.set", Some("MarkRead"), Some("ReadState"), "Moves one's read cursor."),
    ("typing", Some("TypingOp"), None, "Is typing; no answer."),
    (
        "sync",
        Some("SyncRequest"),
        Some("Empty"),
        "Asks for everything missed: pages as `sync`, then `synced`.",
    ),
    ("ping", None, Some("Empty"), "Asks for an answer."),
];

/// AsyncAPI 3.0 of the socket (<https://www.asyncapi.com/docs/reference/specification/v3.0.0>).
pub(super) fn document() -> Value {
    let schemas = serde_json::to_value(Schemas::openapi()).unwrap_or_default();
    let mut schemas = schemas.pointer("/components/schemas").cloned().unwrap_or_default();
    let mut messages = Map::new();
    if let Some(all) = schemas.as_object_mut() {
        all.insert("Empty".into(), json!({"type": "object", "additionalProperties": false}));
        for (op, fields, ok, summary) in OPS {
            let name = format!("Op.{op}");
            all.insert(name.clone(), op_schema(op, *fields));
            messages.insert(name.clone(), message(&name, summary));
            if let Some(ok) = ok {
                let reply = format!("Reply.{op}");
                all.insert(reply.clone(), reply_schema(ok));
                messages.insert(reply.clone(), message(&reply, "The good answer."));
            }
        }
        all.insert("Reply.error".into(), error_schema());
    }
    messages.insert("Reply.error".into(), message("Reply.error", "The bad answer."));
    messages.insert("Push".into(), message("Push", "What the server tells unasked."));
    let reference = |name: &String| json!({"$ref": format!("#/channels/socket/messages/{name}")});
    let (sent, received): (Vec<_>, Vec<_>) =
        messages.keys().partition(|name| name.starts_with("Op."));
    let refs = |names: Vec<&String>| names.into_iter().map(reference).collect::<Vec<_>>();
    let (sent, received) = (refs(sent), refs(received));
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Tertulia socket",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Subprotocol tertulia.v1: JSON text frames; several envelopes of one frame are joined by newlines.",
        },
        "channels": {"socket": {"address": "/api/v1/ws", "messages": messages}},
        "operations": {
            "ask": {"action": "receive", "channel": {"$ref": "#/channels/socket"}, "messages": sent},
            "tell": {"action": "send", "channel": {"$ref": "#/channels/socket"}, "messages": received},
        },
        "components": {"schemas": schemas},
    })
}

fn message(schema: &str, summary: &str) -> Value {
    json!({
        "summary": summary,
        "payload": {"$ref": format!("#/components/schemas/{schema}")},
    })
}

fn op_schema(op: &str, fields: Option<&str>) -> Value {
    let envelope = json!({
        "type": "object",
        "required": ["op"],
        "properties": {"op": {"const": op}, "id": {"type": "integer", "minimum": 0}},
    });
    match fields {
        Some(fields) => {
            json!({"allOf": [envelope, {"$ref": format!("#/components/schemas/{fields}")}]})
        }
        None => envelope,
    }
}

fn reply_schema(ok: &str) -> Value {
    json!({
        "type": "object",
        "required": ["id", "ok"],
        "properties": {
            "id": {"type": "integer", "minimum": 0},
            "ok": {"$ref": format!("#/components/schemas/{ok}")},
        },
    })
}

fn error_schema() -> Value {
    json!({
        "type": "object",
        "required": ["error"],
        "properties": {
            "id": {"type": "integer", "minimum": 0},
            "error": {"$ref": "#/components/schemas/ReplyError"},
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_leads_somewhere() {
        let document = document();
        let text = document.to_string();
        for part in text.split("\"$ref\":\"#").skip(1) {
            let pointer = part.split('"').next().unwrap();
            assert!(document.pointer(pointer).is_some(), "{pointer}");
        }
    }
}
