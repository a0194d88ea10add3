/** Los textos de las exportaciones. */
import { count, plural } from "./words.js";

/** @type {typeof import("./en-export.js").e} */
export const e = {
  all: "Exportar todo",
  leadChat: (name) => `Lo que ves de «${name}», en un archivo.`,
  leadAll: "Lo que ves de todos tus chats, en un solo archivo.",
  allHint: "Tus chats con lo que todos escribieron en ellos, tal como los ves: como tabla o para programas.",
  format: "Formato",
  formats: {
    csv: ["Tabla (CSV)", "Para hojas de cálculo: de quién, para quién, mensaje, hora y reacciones. Sin los mensajes eliminados."],
    jsonl: ["JSON Lines", "Para programas: todo lo que se sabe de cada mensaje, y quién entró y salió."],
  },
  others: "Contiene lo que otros te escribieron. Guárdalo como guardarías sus cartas.",
  start: "Exportar",
  again: "Reintentar",
  starting: "Empezando…",
  running: "Exportando…",
  rows: (n) => plural(n, { one: "1 mensaje", other: `${count(n)} mensajes` }),
  lines: (n) => plural(n, { one: "1 línea", other: `${count(n)} líneas` }),
  soFar: (count, size) => `${count} · ${size} hasta ahora`,
  done: (count, size) => `Guardado: ${count}, ${size}.`,
  handed: "Tu navegador está guardando el archivo. Lo encontrarás entre sus descargas.",
  broken: "La exportación se interrumpió antes de terminar y no se guardó nada. Puede que perdieras la conexión, o el chat.",
  enough: "Puedes exportar cinco veces al día. Inténtalo dentro de unas horas.",
};
