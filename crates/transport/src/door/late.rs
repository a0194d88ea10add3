use domain::port::StoreError;
use domain::{Class, Problem};
use std::fmt;

/// What a command of somebody signed in may fail by: its own error, or that the session ended
/// between the door and the transaction.
#[derive(Debug)]
pub(crate) enum Late<E> {
    /// The session has ended: nothing is done for it any more.
    Over,
    /// The command's own.
    Own(E),
}

impl<E: fmt::Display> fmt::Display for Late<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Over => f.write_str("this session has ended"),
            Self::Own(error) => error.fmt(f),
        }
    }
}

impl<E: Problem> std::error::Error for Late<E> {}

impl<E: Problem> Problem for Late<E> {
    fn class(&self) -> Class {
        match self {
            Self::Over => Class::Unauthenticated,
            Self::Own(error) => error.class(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Over => "unauthenticated",
            Self::Own(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Over => None,
            Self::Own(error) => error.field(),
        }
    }

    fn retry_after_ms(&self) -> Option<u32> {
        match self {
            Self::Over => None,
            Self::Own(error) => error.retry_after_ms(),
        }
    }
}

impl<E: From<StoreError>> From<StoreError> for Late<E> {
    fn from(error: StoreError) -> Self {
        Self::Own(error.into())
    }
}
