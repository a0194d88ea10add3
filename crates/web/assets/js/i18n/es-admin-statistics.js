/** Los textos de las estadísticas. */
import { count, plural } from "./words.js";

/** @type {Partial<typeof import("./en-admin-statistics.js").s>} */
export const s = {
  range: "Qué días",
  ranges: { 7: "7 días", 30: "30 días", 90: "90 días" },
  figures: "Ahora",
  people: "Personas",
  suspended: (n) => (n === 0 ? "ninguna suspendida" : plural(n, { one: "1 suspendida", other: `${count(n)} suspendidas` })),
  online: "En línea ahora",
  onlineHint: "con una página o una aplicación abierta",
  active: "Activas en 24 horas",
  lately: (week, month) => `${count(week)} en 7 días, ${count(month)} en 30 días`,
  chats: "Chats",
  chatKinds: (direct, group) => `${plural(direct, { one: "1 directo", other: `${count(direct)} directos` })}, ${plural(group, { one: "1 grupo", other: `${count(group)} grupos` })}`,
  messages: "Mensajes",
  messagesHint: "en todos los chats",
  storage: "Base de datos",
  storageHint: "en disco",
  charts: {
    messages: { title: "Mensajes por día", sum: (n) => `${count(n)} en total`, each: (n) => plural(n, { one: "1 mensaje", other: `${count(n)} mensajes` }) },
    active: { title: "Personas activas por día", sum: (n) => `${count(n)} como máximo`, each: (n) => plural(n, { one: "1 persona", other: `${count(n)} personas` }) },
    registered: { title: "Cuentas nuevas por día", sum: (n) => `${count(n)} en total`, each: (n) => plural(n, { one: "1 cuenta", other: `${count(n)} cuentas` }) },
  },
  ofDay: (day, what) => `${day}: ${what}`,
  dayHead: "Día",
  noneYet: "Nada en estos días.",
  utc: "Los días son los de UTC; el de hoy aún no ha terminado.",
};
