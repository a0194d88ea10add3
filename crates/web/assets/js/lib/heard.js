/** When events last told of a member: a page of a list that was asked for before then knows less. */

const MOST = 5_000;

/** @type {Map<string, number>} */
const times = new Map();

/** @param {number} chat @param {number} user */
export function heardOf(chat, user) {
  if (times.size >= MOST) times.clear();
  times.set(`${chat}.${user}`, performance.now());
}

/** @param {number} chat @param {number} user @param {number} asked when a page was asked for, by `performance.now()` */
export const isStale = (chat, user, asked) => (times.get(`${chat}.${user}`) ?? -1) > asked;
