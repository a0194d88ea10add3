/** Los textos de las invitaciones. */
import { plural } from "./words.js";

/** @type {typeof import("./en-invite.js").i} */
export const i = {
  title: "Invitar a gente",
  lead: "Crea un enlace y envíaselo a quien quieras aquí. Quien lo abra podrá registrarse.",
  uses: "Sirve para",
  people: (n) => plural(n, { one: "1 persona", other: `${n} personas` }),
  lasts: "Caduca en",
  days: (n) => plural(n, { one: "1 día", other: `${n} días` }),
  note: "¿Para qué?",
  noteHint: "Solo para encontrarla después. Quienes invites no lo ven.",
  make: "Crear un enlace",
  ready: "Copia el enlace ahora: no se volverá a mostrar.",
  copy: "Copiar enlace",
  copied: "Enlace copiado.",
  mine: "Tus invitaciones",
  none: "Aún no hay invitaciones.",
  takeBack: "Anular",
  takeBackOf: (note) => `Anular la invitación ${note}`,
  untitled: "Invitación",
  used: (uses, most) => `${uses} de ${most} en uso`,
  by: (name) => (name ? `de @${name}` : "desde la línea de comandos"),
  states: { open: "abierta", used: "agotada", over: "caducada", revoked: "anulada" },
};
