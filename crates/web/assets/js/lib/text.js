/** Emoji in texts, faces of people, names of things. */
import { h, icon } from "./dom.js";
import { state } from "./store.js";

const EMOJI = /^(?:\p{RGI_Emoji}|\p{Extended_Pictographic}\uFE0F?|\p{Regional_Indicator}{2})$/v;
const MOST_EMOJI = 3;
const letters = new Intl.Segmenter();

/** How many emoji a text has that has nothing else and at most three; else 0. @param {string} text */
export function emojiIn(text) {
  // Nearly all texts are none, and taking text apart is dear.
  if (text.length > 80 || /[a-z]/i.test(text)) return 0;
  const all = [...letters.segment(text.replace(/\s/g, ""))].map((one) => one.segment);
  return all.length <= MOST_EMOJI && all.every((one) => EMOJI.test(one)) ? all.length : 0;
}

/** @param {string} name */
function initials(name) {
  const words = name.trim().split(/\s+/);
  const first = [...(words[0] ?? "?")][0] ?? "?";
  const last = words.length > 1 ? ([...(words[words.length - 1] ?? "")][0] ?? "") : "";
  return (first + last).toUpperCase();
}

/** A colour of an id's own: neighbours are far apart on the wheel. @param {number} id */
export const hueOf = (id) => `${Math.round((id * 137.508) % 360)}`;

/**
 * A face: initials on a colour that belongs to the id; round for people, square for groups, which may
 * have chosen theirs.
 *
 * @param {number} id
 * @param {string} name
 * @param {{ size?: "small" | "medium" | "large", online?: boolean, group?: boolean, color?: string | null }} [look]
 */
export function avatar(id, name, look = {}) {
  const face = h(
    `span.avatar.avatar-${look.size ?? "normal"}`,
    { "aria-hidden": "true", "data-initials": initials(name) },
    look.online ? h("i.dot", null) : null,
  );
  if (look.group) tint(face, look.color === undefined ? state.chats.get(id)?.color : look.color);
  face.style.setProperty("--hue", hueOf(look.group ? id + 3 : id));
  return face;
}

/** The face of the chat with oneself. @param {string} [size] */
export const savedFace = (size = "normal") => h(`span.avatar.saved.avatar-${size}`, { "aria-hidden": "true" }, icon("bookmark"));

/** @param {HTMLElement} face @param {string | null | undefined} color */
function tint(face, color) {
  face.classList.add("group");
  face.classList.toggle("tinted", Boolean(color));
  if (color) face.style.setProperty("--tint", color);
}

/** A name of one's own for a message. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  // Without TLS browsers keep randomUUID to themselves, but not chance.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
}
