/** What devices are called. */
import { t } from "../i18n/en.js";

/** "Firefox on Linux" out of what a browser calls itself. @param {string} agent */
export function deviceName(agent) {
  const pick = (/** @type {[RegExp, string][]} */ names) => names.find(([pattern]) => pattern.test(agent))?.[1];
  const browser = pick([
    [/Edg\//, "Edge"],
    [/OPR\//, "Opera"],
    [/Firefox\//, "Firefox"],
    [/Chrom(e|ium)\//, "Chrome"],
    [/Safari\//, "Safari"],
  ]);
  const system = pick([
    [/Android/, "Android"],
    [/iPhone|iPad/, "iOS"],
    [/Windows/, "Windows"],
    [/Mac OS/, "macOS"],
    [/Linux/, "Linux"],
  ]);
  if (browser && system) return t.deviceOn(browser, system);
  return browser ?? (agent.slice(0, 60) || t.unknownDevice);
}
