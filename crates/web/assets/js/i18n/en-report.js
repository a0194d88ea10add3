/** The texts of reporting, fetched with it. */
export const r = {
  ofMessage: "Report this message",
  ofPerson: (/** @type {string} */ name) => `Report ${name}`,
  lead: "Those who look after this server will see your report and your name. Nobody else hears of it.",
  leadMessage: "Those who look after this server can't read chats. Your report shows them this message as it is now, and your name. Nobody else hears of it.",
  why: "What is wrong?",
  /** @type {Record<string, string>} */
  reasons: {
    spam: "Spam",
    harassment: "Harassment or bullying",
    hate: "Hate",
    violence: "Violence or threats",
    sexual: "Sexual content where it doesn't belong",
    illegal: "Against the law",
    other: "Something else",
  },
  note: "What should they know? (optional)",
  send: "Send report",
  sent: "Thank you. Your report is with the administrators.",
};
