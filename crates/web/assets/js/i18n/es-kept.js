/** Lo que una persona guarda de sus chats. */

/** @type {typeof import("./en-kept.js").k} */
export const k = {
  menu: "Chat",
  pin: "Fijar arriba",
  unpin: "Desfijar",
  markUnread: "Marcar como no leído",
  markRead: "Marcar como leído",
  archive: "Archivar",
  unarchive: "Desarchivar",
  archived: (count) => `Chats archivados (${count})`,
  leaveArchive: "Volver a todos los chats",
  archiveEmpty: "No hay nada archivado",
  draft: "Borrador:",
  pinned: "Fijado",
  unread: "Marcado como no leído",
  saved: "Mensajes guardados",
  savedHint: "Solo tú ves lo que escribes aquí. Guarda notas, enlaces y mensajes que quieras volver a encontrar.",
  save: "Guardar",
  savedIt: "Guardado",
};
