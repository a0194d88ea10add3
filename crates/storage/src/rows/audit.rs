use crate::schema::audit_log;
use diesel::prelude::*;
use domain::admin::AuditEntry;
use domain::{Timestamp, UserId};
use std::collections::BTreeMap;

#[derive(Queryable, Selectable)]
#[diesel(table_name = audit_log)]
pub(crate) struct AuditRow {
    id: i64,
    at: i64,
    actor_id: Option<i64>,
    action: String,
    target_kind: String,
    target_id: Option<i64>,
    address: Option<String>,
    details: String,
}

/// Details of an entry of the audit log as they are stored: one JSON object of texts.
pub(crate) fn audit_details(details: &[(&'static str, String)]) -> String {
    let pairs = details.iter().map(|(name, text)| ((*name).to_owned(), text.clone().into()));
    serde_json::Value::Object(pairs.collect()).to_string()
}

impl TryFrom<AuditRow> for AuditEntry {
    type Error = diesel::result::Error;

    fn try_from(row: AuditRow) -> Result<Self, Self::Error> {
        let details: BTreeMap<String, String> = serde_json::from_str(&row.details)
            .map_err(|error| Self::Error::DeserializationError(Box::new(error)))?;
        Ok(Self {
            id: row.id,
            at: Timestamp(row.at),
            actor: row.actor_id.map(UserId),
            action: row.action,
            target_kind: row.target_kind,
            target_id: row.target_id,
            address: row.address,
            details: details.into_iter().collect(),
        })
    }
}
