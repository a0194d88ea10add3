//! What every error of the domain can say of itself.

/// What kind of failure this is; decides the HTTP status and the socket's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// The input breaks a rule that the caller could have known.
    Invalid,
    /// Nobody is signed in, or the proof is no good.
    Unauthenticated,
    /// Seen, but not allowed.
    Forbidden,
    /// Not there, or hidden from the caller: the same answer.
    NotFound,
    /// It collides with what is there already.
    Conflict,
    /// More than the limit allows.
    TooLarge,
    /// Too often.
    RateLimited,
    /// The server has more work than it takes; try again.
    Overloaded,
    /// Something the server needs is away; try again.
    Unavailable,
    /// A fault of ours.
    Internal,
}

/// An error with its place in the catalogue.
pub trait Problem: std::error::Error {
    /// The kind of failure.
    fn class(&self) -> Class;
    /// A stable name in `snake_case`, for programs.
    fn code(&self) -> &'static str;
    /// The field of the input that is wrong, as the API spells it.
    fn field(&self) -> Option<&'static str> {
        None
    }
    /// When the same again may work, in milliseconds.
    fn retry_after_ms(&self) -> Option<u32> {
        None
    }
}

/// Gives an error enum its rows of the catalogue.
///
/// The last row may pass on to an inner error with `Variant => inner`.
macro_rules! catalogue {
    ($error:ident { $($variant:ident => $class:ident $code:literal,)* } $(inner $($inner:ident),+)?) => {
        impl $crate::error::Problem for $error {
            fn class(&self) -> $crate::error::Class {
                match self {
                    $(Self::$variant { .. } => $crate::error::Class::$class,)*
                    $($(Self::$inner(inner) => inner.class(),)+)?
                }
            }

            fn code(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => $code,)*
                    $($(Self::$inner(inner) => inner.code(),)+)?
                }
            }

            fn retry_after_ms(&self) -> Option<u32> {
                match self {
                    $($(Self::$inner(inner) => inner.retry_after_ms(),)+)?
                    _ => None,
                }
            }
        }
    };
}

pub(crate) use catalogue;
