//! Holds what a server answers against the contract that it publishes.

use client::{Client, Exchange, Inspector};
use jsonschema::Validator;
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

static KNOWN: OnceLock<Mutex<HashMap<String, Arc<Contract>>>> = OnceLock::new();

/// The documents of OpenAPI and AsyncAPI of a server.
///
/// As an [`Inspector`] it panics on everything that is not documented.
pub struct Contract {
    openapi: Value,
    asyncapi: Value,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
    seen: Mutex<BTreeSet<String>>,
}

impl Contract {
    /// The contract that the server of this address publishes.
    pub async fn of(base: &str) -> Arc<Self> {
        let client = Client::new(base);
        let openapi = client.fetch("GET", "/api/openapi.json", None).await.expect("openapi.json");
        let asyncapi =
            client.fetch("GET", "/api/asyncapi.json", None).await.expect("asyncapi.json");
        assert_eq!((openapi.status, asyncapi.status), (200, 200), "the contract is published");
        let key = format!("{}{}", openapi.text, asyncapi.text);
        let mut known = lock(KNOWN.get_or_init(Mutex::default));
        let new = || {
            Arc::new(Self {
                openapi: openapi.body,
                asyncapi: asyncapi.body,
                validators: Mutex::default(),
                seen: Mutex::default(),
            })
        };
        Arc::clone(known.entry(key).or_insert_with(new))
    }

    /// The document of OpenAPI.
    pub fn openapi(&self) -> &Value {
        &self.openapi
    }

    /// The document of AsyncAPI.
    pub fn asyncapi(&self) -> &Value {
        &self.asyncapi
    }

    /// Every documented `METHOD /path` of the API.
    pub fn routes(&self) -> Vec<(String, String)> {
        let paths = self.openapi["paths"].as_object().expect("paths");
        let methods = ["get", "post", "put", "patch", "delete"];
        let all = paths.iter().flat_map(|(path, item)| {
            let here = methods.iter().filter(|method| item.get(**method).is_some());
            here.map(|method| (method.to_uppercase(), path.clone()))
        });
        all.collect()
    }

    /// What was exchanged so far in this process, as `GET /path 200` and `push name`.
    pub fn seen(&self) -> BTreeSet<String> {
        lock(&self.seen).clone()
    }

    fn note(&self, what: String) {
        lock(&self.seen).insert(what);
    }

    /// The documented path that this one is an instance of.
    fn template(&self, path: &str) -> Option<String> {
        let path = path.split('?').next().unwrap_or_default();
        let parts: Vec<&str> = path.split('/').collect();
        let fits = |template: &str| {
            let wanted: Vec<&str> = template.split('/').collect();
            let same = |(w, p): (&&str, &&str)| w == p || (w.starts_with('{') && !p.is_empty());
            wanted.len() == parts.len() && wanted.iter().zip(&parts).all(same)
        };
        let paths = self.openapi["paths"].as_object().expect("paths");
        let found = paths.keys().filter(|template| fits(template));
        // `/users/me` before `/users/{user_id}`.
        found.min_by_key(|template| template.matches('{').count()).cloned()
    }

    fn response(&self, template: &str, method: &str, status: u16) -> Option<&Value> {
        let operation = &self.openapi["paths"][template][method.to_lowercase()];
        let responses = operation.get("responses")?;
        let fallback = || responses.get("default").filter(|_| status >= 400);
        responses.get(status.to_string()).or_else(fallback)
    }

    /// Panics unless this value has the shape of a schema of one of the documents.
    fn hold(&self, document: &Value, schema: &Value, value: &Value, what: &str) {
        let key = format!("{what}{schema}");
        let known = lock(&self.validators).get(&key).cloned();
        let validator = known.unwrap_or_else(|| {
            let whole = json!({"allOf": [schema], "components": document["components"]});
            let built = jsonschema::validator_for(&whole);
            let built = Arc::new(built.unwrap_or_else(|error| panic!("{what}: {error}")));
            lock(&self.validators).insert(key, Arc::clone(&built));
            built
        });
        let errors: Vec<String> = validator.iter_errors(value).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{what} breaks the contract: {errors:?}\n{value:#}");
    }

    fn hold_frame(&self, schema: &str, envelope: &Value) {
        let known = &self.asyncapi["components"]["schemas"][schema];
        assert!(!known.is_null(), "there is no schema {schema} for {envelope}");
        let reference = json!({"$ref": format!("#/components/schemas/{schema}")});
        self.hold(&self.asyncapi, &reference, envelope, schema);
    }

    fn hold_body(&self, what: &str, response: &Value, exchange: &Exchange<'_>) {
        let Some(content) = response.get("content").and_then(Value::as_object) else {
            assert!(exchange.body.is_null(), "{what}: no body is documented: {}", exchange.body);
            return;
        };
        let entry = content.get(exchange.content_type);
        let entry =
            entry.unwrap_or_else(|| panic!("{what}: undocumented {}", exchange.content_type));
        // What isn't JSON was not parsed: there is no value to hold against a shape.
        let is_json = exchange.content_type.ends_with("json");
        if let Some(schema) = entry.get("schema").filter(|_| is_json) {
            self.hold(&self.openapi, schema, exchange.body, what);
        }
    }
}

impl Inspector for Contract {
    fn exchange(&self, exchange: &Exchange<'_>) {
        let Exchange { method, path, status, content_type, body } = *exchange;
        if !path.starts_with("/api/v1/") {
            return;
        }
        let template = self.template(path);
        let operation = template.as_deref().filter(|template| {
            self.openapi["paths"][template].get(method.to_lowercase()).is_some()
        });
        let Some(template) = operation else {
            // No route of the contract: the server must say so, in the one shape of errors.
            assert!(matches!(status, 404 | 405), "{method} {path} is not documented: {status}");
            let problem = content_type == "application/problem+json" && body["code"].is_string();
            assert!(problem || method == "HEAD", "{method} {path} answered {status} with {body}");
            return;
        };
        let what = format!("{method} {template} {status}");
        let response = self.response(template, method, status);
        let response = response.unwrap_or_else(|| panic!("{what} is not documented: {body}"));
        self.hold_body(&what, response, exchange);
        self.note(what);
    }

    fn received(&self, envelope: &Value, answers: Option<&str>) {
        if let Some(ev) = envelope.get("ev") {
            self.hold_frame("Push", envelope);
            self.note(format!("push {}", ev.as_str().unwrap_or_default()));
        } else if envelope.get("error").is_some() {
            self.hold_frame("Reply.error", envelope);
        } else if let Some(op) = answers {
            self.hold_frame(&format!("Reply.{op}"), envelope);
            self.note(format!("reply {op}"));
        } else {
            // The answer to something sent raw: its op is not known here.
            assert!(envelope.get("ok").is_some(), "neither push nor answer: {envelope}");
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
