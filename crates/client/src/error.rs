//! What can go wrong between a program and its server.

/// Why a call brought no answer, or a bad one.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The server refused over HTTP and said why.
    #[error("{} {}: {}", .0.status, .0.code, .0.detail)]
    Problem(Box<wire::Problem>),
    /// The server refused over the socket and said why.
    #[error("{}: {}", .0.code, .0.detail)]
    Reply(wire::ReplyError),
    /// The socket is closed.
    #[error("the socket closed with {:?} {:?}", .0.code, .0.reason)]
    Closed(Closed),
    /// Nothing came in time.
    #[error("nothing came within {0:?}")]
    Timeout(std::time::Duration),
    /// An answer that is none of the documented ones.
    #[error("unexpected answer with status {status}: {text}")]
    Unexpected {
        /// The status.
        status: u16,
        /// The body.
        text: String,
    },
    /// HTTP did not work.
    #[error(transparent)]
    Http(#[from] reqwest::Error),
    /// The connection did not work.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The socket did not work.
    #[error(transparent)]
    Socket(#[from] Box<tokio_tungstenite::tungstenite::Error>),
    /// A body was not what the contract says.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// An address, method or header that can't be used.
    #[error("not usable: {0}")]
    Unusable(String),
}

impl ClientError {
    /// The server's name of the problem, over HTTP as over the socket.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Problem(problem) => Some(&problem.code),
            Self::Reply(error) => Some(&error.code),
            _ => None,
        }
    }

    /// The HTTP status, when there was an HTTP answer.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Problem(problem) => Some(problem.status),
            Self::Unexpected { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// How the socket closed, if that is what happened.
    pub fn close_code(&self) -> Option<u16> {
        match self {
            Self::Closed(closed) => closed.code,
            _ => None,
        }
    }
}

/// How a socket ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closed {
    /// The close code; none when the connection broke without saying so.
    pub code: Option<u16>,
    /// The words that came with it.
    pub reason: String,
}
