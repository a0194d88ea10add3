//! The socket: `GET /api/v1/ws`, subprotocol `tertulia.v1`.
//!
//! `actix-ws` shakes hands and reads frames; writing is ours. The response body is the connection's
//! outbox ([`body::OutboxBody`]), so that frames encoded once go out as they are, a backlog leaves in
//! one write, and nobody ever awaits a slow reader.

mod body;
mod catch_up;
mod change;
mod ops;
mod session;
pub(crate) mod upgrade;
