use crate::{ConnId, Connection};
use std::sync::Arc;

/// Who hears a chat here.
#[derive(Default)]
pub(crate) struct Room {
    /// By number, so that one of thousands is found at once.
    connections: Vec<Arc<Connection>>,
    /// The group is large: nobody hears who types, comes and goes.
    pub(crate) large: bool,
}

impl Room {
    pub(crate) fn new(large: bool) -> Self {
        Self { connections: Vec::new(), large }
    }

    pub(crate) fn enter(&mut self, connection: &Arc<Connection>) {
        let at = self.place(connection.id);
        self.connections.insert(at, Arc::clone(connection));
    }

    pub(crate) fn leave(&mut self, id: ConnId) {
        let at = self.place(id);
        if self.connections.get(at).is_some_and(|here| here.id == id) {
            self.connections.remove(at);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.connections.is_empty()
    }

    /// Everybody.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Arc<Connection>> {
        self.connections.iter()
    }

    /// Those who hear who types, comes and goes: everybody, or nobody.
    pub(crate) fn near(&self) -> impl Iterator<Item = &Arc<Connection>> {
        self.connections.iter().filter(|_| !self.large)
    }

    fn place(&self, id: ConnId) -> usize {
        self.connections.partition_point(|here| here.id < id)
    }
}
