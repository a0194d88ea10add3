/** Lo que ocurrió en los grupos, y por qué no se puede escribir. */
import { list, plural } from "./words.js";

const YOU = "Tú";
/** Tras preposición. */
const ME = "ti";

/** @param {string[]} names @param {number} more */
const and = (names, more) => list(more > 0 ? [...names, plural(more, { one: "otra persona", other: `${more} personas más` })] : names);

/** @param {number} s segundos */
const span = (s) => {
  if (s % 3_600 === 0) return plural(s / 3_600, { one: "hora", other: `${s / 3_600} horas` });
  if (s % 60 === 0) return plural(s / 60, { one: "minuto", other: `${s / 60} minutos` });
  return plural(s, { one: "segundo", other: `${s} segundos` });
};

/** El verbo de quien hace algo: «Creaste», «Ana creó». @param {string} by @param {string} yours @param {string} theirs */
const did = (by, yours, theirs) => (by === YOU ? `${yours[0]?.toUpperCase()}${yours.slice(1)}` : `${by} ${theirs}`);

/** Lo mismo, a alguien: «Ana añadió a Ben», «Ana te añadió». @param {string} by @param {string} who @param {string} yours @param {string} theirs */
const didTo = (by, who, yours, theirs) => (who === ME && by !== YOU ? `${by} te ${theirs}` : `${did(by, yours, theirs)} a ${who}`);

/** Quienes entran o salen: uno, o varios si los nombres son una lista. @param {string} who @param {string} yours @param {string} one @param {string} many */
const went = (who, yours, one, many) => (who === YOU ? yours : `${who} ${who.includes(" y ") || who.includes(" e ") ? many : one}`);

/** @param {string} to */
const whoMay = (to) => (to === "admins" ? "solo los administradores puedan" : "todos puedan");

/** @type {typeof import("./en-lines.js").l} */
export const l = {
  and,
  You: YOU,
  you: ME,
  somebody: "Alguien",
  created: (by) => did(by, "creaste este grupo", "creó este grupo"),
  createdWith: (by, who) => `${did(by, "creaste este grupo", "creó este grupo")} ${`con ${who}`.replace(/^con ti(?=,| |$)/u, "contigo")}`,
  createdOn: (when) => `Este grupo se creó el ${when}`,
  joined: (who) => went(who, "Te uniste", "se unió", "se unieron"),
  added: (by, who) => didTo(by, who, "añadiste", "añadió"),
  left: (who) => went(who, "Saliste", "salió", "salieron"),
  removed: (by, who) => didTo(by, who, "eliminaste", "eliminó"),
  banned: (by, who) => didTo(by, who, "expulsaste", "expulsó"),
  madeOwner: (by, who) => (who === ME ? `${by} te entregó el grupo` : `${did(by, "entregaste", "entregó")} el grupo a ${who}`),
  isOwner: (who, self) => (self ? "Ahora el grupo es tuyo" : `Ahora el grupo es de ${who}`),
  madeAdmin: (by, who, n) => (who === ME ? `${by} te nombró administrador` : `${did(by, "nombraste", "nombró")} ${plural(n, { one: "administrador", other: "administradores" })} a ${who}`),
  madeMember: (by, who, _) => (who === ME ? `${by} te quitó la administración` : `${did(by, "quitaste", "quitó")} la administración a ${who}`),
  steppedDown: (by) => did(by, "dejaste de ser administrador", "dejó de ser administrador"),
  edits: {
    title: (by, to) => (to ? `${did(by, "llamaste", "llamó")} al grupo «${to}»` : did(by, "cambiaste el nombre", "cambió el nombre")),
    description: (by, to) => (to ? did(by, "cambiaste la descripción", "cambió la descripción") : did(by, "quitaste la descripción", "quitó la descripción")),
    rules: (by, to) => (to ? did(by, "cambiaste las reglas", "cambió las reglas") : did(by, "quitaste las reglas", "quitó las reglas")),
    color: (by) => did(by, "cambiaste el color", "cambió el color"),
    who_may_write: (by, to) => `${did(by, "hiciste", "hizo")} que ${whoMay(to)} escribir`,
    who_may_add: (by, to) => `${did(by, "hiciste", "hizo")} que ${whoMay(to)} añadir a gente`,
    who_may_pin: (by, to) => `${did(by, "hiciste", "hizo")} que ${whoMay(to)} fijar mensajes`,
    who_may_edit_info: (by, to) => `${did(by, "hiciste", "hizo")} que ${whoMay(to)} cambiar el nombre y la descripción`,
    slow_mode_s: (by, to) => (Number(to) > 0 ? `${did(by, "activaste", "activó")} el modo lento: un mensaje cada ${span(Number(to))}` : did(by, "desactivaste el modo lento", "desactivó el modo lento")),
    history: (by, to) => `${did(by, "dejaste", "dejó")} que los nuevos miembros lean ${to === "all" ? "todo" : "solo lo que venga después de ellos"}`,
    public: (by, to) => `${did(by, "hiciste", "hizo")} ${to === "true" ? "público" : "privado"} el grupo`,
  },
  edited: (by, what) => `${did(by, "cambiaste", "cambió")} ${and(what, 0)}`,
  parts: { title: "el nombre", description: "la descripción", rules: "las reglas", color: "el color" },
  settings: "los ajustes",
  span,

  earlierHidden: "Los mensajes anteriores no se te muestran.",
  startOfGroup: "Aquí comienza el grupo.",
  startAlone: "Aún no hay nadie más.",
  addPeople: "Añadir personas",
  inviteByLink: "Invitar con un enlace",
  ask: (n, more) => (n === 1 && !more ? "1 persona pide unirse" : `${n}${more ? "+" : ""} personas piden unirse`),
  review: "Revisar",

  onlyAdmins: "En este grupo solo pueden escribir los administradores.",
  removedBy: (name) => `${name} te sacó de este grupo. Lo que ves se queda hasta que vayas a otro sitio.`,
  notIn: "ya no eres miembro",
  ended: (title) => (title ? `Ya no estás en «${title}»` : "Ya no estás en este grupo"),
  endedHint: "Cambió mientras no estabas. Sus mensajes ya no están aquí.",
  youLeft: "Saliste de este grupo. Lo que ves se queda hasta que vayas a otro sitio.",
  slowWait: (left) => `Modo lento: podrás escribir en ${left}`,
  slowHeld: (left) => `Modo lento: lo que escribiste se enviará en ${left}`,
  clock: (s) => (s < 60 ? `${s} s` : `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`),
};
