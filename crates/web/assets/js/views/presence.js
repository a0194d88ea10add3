/** Whether somebody is here. */
import { ago, ms } from "../lib/time.js";
import { t } from "../i18n/en.js";

/** @param {import("../lib/store.js").User | undefined} user */
export function presence(user) {
  if (user?.deleted) return { text: t.deletedAccount, kind: "offline" };
  if (user?.online) return { text: t.online, kind: "online" };
  return { text: user?.last_seen ? t.lastSeen(ago(ms(user.last_seen))) : t.offline, kind: "offline" };
}
