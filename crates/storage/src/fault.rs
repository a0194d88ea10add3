//! What a backend's errors mean.

use diesel::result::{DatabaseErrorKind, Error};
use domain::port::{StoreError, StoreFault};

/// An error of diesel as the domain understands it.
pub(crate) fn store_error(operation: &'static str, error: &Error) -> StoreError {
    StoreError::new(operation, fault_of(error), error)
}

/// What a unique key says of a value that is somebody else's, where no key can say it.
pub(crate) fn taken(what: &str) -> Error {
    Error::DatabaseError(DatabaseErrorKind::UniqueViolation, Box::new(what.to_owned()))
}

fn fault_of(error: &Error) -> StoreFault {
    let Error::DatabaseError(kind, info) = error else {
        return match error {
            Error::BrokenTransactionManager => StoreFault::Unavailable,
            _ => StoreFault::Broken,
        };
    };
    match kind {
        DatabaseErrorKind::UniqueViolation | DatabaseErrorKind::ForeignKeyViolation => {
            let name = info.constraint_name().unwrap_or_else(|| info.message());
            StoreFault::Conflict(name.to_owned())
        }
        DatabaseErrorKind::SerializationFailure => StoreFault::Retry,
        DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand => {
            StoreFault::Unavailable
        }
        _ => fault_of_text(info.message()),
    }
}

/// Diesel has no kind for these; the texts are the backends' own and stable.
fn fault_of_text(message: &str) -> StoreFault {
    const AGAIN: [&str; 4] =
        ["deadlock detected", "database is locked", "lock timeout", "table is locked"];
    const AWAY: [&str; 6] = [
        "terminating connection",
        "server closed the connection",
        "could not connect",
        "connection to server",
        "no connection to the server",
        "the database system is",
    ];
    let holds = |texts: &[&str]| texts.iter().any(|text| message.contains(text));
    if holds(&AGAIN) {
        StoreFault::Retry
    } else if holds(&AWAY) {
        StoreFault::Unavailable
    } else {
        StoreFault::Broken
    }
}
