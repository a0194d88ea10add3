/** The texts of invitations, fetched with them. */
export const i = {
  title: "Invite people",
  lead: "Make a link and send it to whom you want here. Whoever opens it can sign up.",
  uses: "Good for",
  people: (/** @type {number} */ n) => (n === 1 ? "1 person" : `${n} people`),
  lasts: "Ends after",
  days: (/** @type {number} */ n) => (n === 1 ? "1 day" : `${n} days`),
  note: "What for?",
  noteHint: "Only to find it again. Those you invite don't see it.",
  make: "Make a link",
  ready: "Copy the link now: it isn't shown again.",
  copy: "Copy link",
  copied: "The link is copied.",
  mine: "Your invitations",
  none: "No invitations yet.",
  takeBack: "Take back",
  takeBackOf: (/** @type {string} */ note) => `Take back the invitation ${note}`,
  untitled: "Invitation",
  used: (/** @type {number} */ uses, /** @type {number} */ most) => `${uses} of ${most} came`,
  by: (/** @type {string | null} */ name) => (name ? `by @${name}` : "by command line"),
  /** @type {Record<string, string>} */
  states: { open: "open", used: "used up", over: "ended", revoked: "taken back" },
};
