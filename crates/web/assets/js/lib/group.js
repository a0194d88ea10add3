/** Who may do what in a group: the table of docs/SECURITY.md, so that nothing is offered that is refused. */

/** @typedef {import("./store.js").Chat} Chat */
/** @typedef {"write" | "writeAtOnce" | "editInfo" | "settings" | "add" | "pin" | "remove" | "removeAdmin" | "ban" | "revokeCodes" | "roles" | "deleteOthers" | "mentionAll"} Deed */

const RANK = /** @type {Record<string, number>} */ ({ member: 0, admin: 1, owner: 2 });
const [MEMBER, ADMIN, OWNER] = [0, 1, 2];

/** The deeds that settings give to everybody or to admins, with what holds where none are known. */
const BY_SETTING = /** @type {Record<string, [string, number]>} */ ({
  write: ["who_may_write", MEMBER],
  editInfo: ["who_may_edit_info", ADMIN],
  add: ["who_may_add", ADMIN],
  pin: ["who_may_pin", ADMIN],
});

const LEAST = /** @type {Record<string, number>} */ ({ writeAtOnce: ADMIN, settings: ADMIN, remove: ADMIN, ban: ADMIN, revokeCodes: ADMIN, deleteOthers: ADMIN, mentionAll: ADMIN, removeAdmin: OWNER, roles: OWNER });

/** @param {Chat} chat @param {Deed} deed */
function least(chat, deed) {
  const [setting, usual] = BY_SETTING[deed] ?? ["", LEAST[deed] ?? OWNER];
  const who = chat.settings?.[setting];
  return who === undefined ? usual : who === "everyone" ? MEMBER : ADMIN;
}

/** Whether one may do this in a chat. @param {Chat} chat @param {Deed} deed */
export function may(chat, deed) {
  if (chat.removed) return false;
  if (chat.kind !== "group") return deed === "write" || deed === "pin";
  return (RANK[chat.role] ?? MEMBER) >= least(chat, deed);
}

/** Whether one may take this member out, and keep them out. @param {Chat} chat @param {{ user_id: number, role: string }} member */
export const mayRemove = (chat, member) => member.role !== "owner" && may(chat, member.role === "admin" ? "removeAdmin" : "remove");

/** Colours that groups are offered; each carries white letters. */
export const COLORS = ["#a94a28", "#9c5d00", "#5f6b00", "#2c7a3f", "#00766c", "#0a6c96", "#3f5bb5", "#7048a8", "#9d3c84", "#b03052", "#6b5b50", "#4a5560"];
