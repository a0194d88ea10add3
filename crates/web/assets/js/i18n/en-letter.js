/** The texts of the pages that letters lead to. */
export const l = {
  onItsWay: "If an account has this address, a letter is on its way. Its link works for 15 minutes; look into the spam folder too.",
  again: "Tell us the address of your account, and the letter comes once more.",
  sendAgain: "Send it again",
  againOnItsWay: "If an account waits for it, a letter is on its way. Look into the spam folder too.",
  confirmed: "Thank you: your address is confirmed.",
  unsubscribed: "Done: no more letters about what waits. You can turn them on again in the settings of your notifications.",
  noSuchLink: "This link doesn't work. Open it once more from the letter, or log in and turn the letters off in the settings of your notifications.",
  noLink: "This page needs the link of a letter. Open it from there.",
};
