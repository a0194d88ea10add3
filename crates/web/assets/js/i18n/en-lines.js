/** What happened in groups, and why one can't write. */

import { list } from "./words.js";

/** @param {string[]} names @param {number} more */
const and = (names, more) => list(more > 0 ? [...names, more === 1 ? "1 other" : `${more} others`] : names);

/** Seconds as people say them. @param {number} s */
const span = (s) => {
  const [n, unit] = s % 3_600 === 0 ? [s / 3_600, "hour"] : s % 60 === 0 ? [s / 60, "minute"] : [s, "second"];
  return n === 1 ? `${unit}` : `${n} ${unit}s`;
};

/** Whoever did it, at the beginning of a sentence: a name, "You", or nothing. @typedef {string} Who */

export const l = {
  and,
  /** As who does something, and as whom something happens to. */
  You: "You",
  you: "you",
  somebody: "Somebody",
  created: (/** @type {Who} */ by) => `${by} created this group`,
  createdWith: (/** @type {Who} */ by, /** @type {string} */ who) => `${by} created this group with ${who}`,
  createdOn: (/** @type {string} */ when) => `This group was created ${when}`,
  joined: (/** @type {string} */ who) => `${who} joined`,
  added: (/** @type {Who} */ by, /** @type {string} */ who) => `${by} added ${who}`,
  left: (/** @type {string} */ who) => `${who} left`,
  removed: (/** @type {Who} */ by, /** @type {string} */ who) => `${by} removed ${who}`,
  banned: (/** @type {Who} */ by, /** @type {string} */ who) => `${by} banned ${who}`,
  madeOwner: (/** @type {Who} */ by, /** @type {string} */ who) => `${by} handed the group over to ${who}`,
  isOwner: (/** @type {string} */ who, /** @type {boolean} */ self) => `${who} ${self ? "are" : "is"} the owner now`,
  madeAdmin: (/** @type {Who} */ by, /** @type {string} */ who, /** @type {number} */ n) => `${by} made ${who} ${n === 1 ? "an admin" : "admins"}`,
  madeMember: (/** @type {Who} */ by, /** @type {string} */ who, /** @type {number} */ n) => `${by} made ${who} ${n === 1 ? "a member" : "members"} again`,
  steppedDown: (/** @type {Who} */ by) => `${by} stepped down as admin`,
  /** What one change says; of several, what they are called. @type {Record<string, (by: Who, to: string) => string>} */
  edits: {
    title: (by, to) => (to ? `${by} named the group “${to}”` : `${by} changed the name`),
    description: (by, to) => (to ? `${by} changed the description` : `${by} removed the description`),
    rules: (by, to) => (to ? `${by} changed the rules` : `${by} removed the rules`),
    color: (by) => `${by} changed the colour`,
    who_may_write: (by, to) => `${by} let ${to === "admins" ? "only admins" : "everyone"} write`,
    who_may_add: (by, to) => `${by} let ${to === "admins" ? "only admins" : "everyone"} add people`,
    who_may_pin: (by, to) => `${by} let ${to === "admins" ? "only admins" : "everyone"} pin messages`,
    who_may_edit_info: (by, to) => `${by} let ${to === "admins" ? "only admins" : "everyone"} change name and description`,
    slow_mode_s: (by, to) => (Number(to) > 0 ? `${by} turned slow mode on: one message every ${span(Number(to))}` : `${by} turned slow mode off`),
    history: (by, to) => (to === "all" ? `${by} let new members read everything` : `${by} let new members read only what comes after them`),
    public: (by, to) => (to === "true" ? `${by} made the group public` : `${by} made the group private`),
  },
  edited: (/** @type {Who} */ by, /** @type {string[]} */ what) => `${by} changed ${and(what, 0)}`,
  /** What several changes are called; those without a name are settings. @type {Record<string, string>} */
  parts: { title: "the name", description: "the description", rules: "the rules", color: "the colour" },
  settings: "the settings",
  span,

  earlierHidden: "Earlier messages aren't shown to you.",
  startOfGroup: "This is where the group begins.",
  startAlone: "Nobody else is here yet.",
  addPeople: "Add people",
  inviteByLink: "Invite by link",
  ask: (/** @type {number} */ n, /** @type {boolean} */ more) => (n === 1 && !more ? "1 person asks to join" : `${n}${more ? "+" : ""} people ask to join`),
  review: "Review",

  onlyAdmins: "Only admins can write in this group.",
  removedBy: (/** @type {string} */ name) => `${name} took you out of this group. What you see stays until you go elsewhere.`,
  notIn: "no longer a member",
  ended: (/** @type {string | null | undefined} */ title) => (title ? `You are no longer in “${title}”` : "You are no longer in this group"),
  endedHint: "That changed while you were away. Its messages aren't here any more.",
  youLeft: "You left this group. What you see stays until you go elsewhere.",
  slowWait: (/** @type {string} */ left) => `Slow mode: you can write again in ${left}`,
  slowHeld: (/** @type {string} */ left) => `Slow mode: what you wrote goes out in ${left}`,
  clock: (/** @type {number} */ s) => (s < 60 ? `${s} s` : `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`),
};
