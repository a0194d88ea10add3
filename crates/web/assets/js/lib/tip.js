/** A line that shows itself while the pointer or the focus rests on something. */
import { h } from "./dom.js";

const SOON_MS = 250;
const EDGE = 8;

/** @param {HTMLElement} node @param {() => Promise<string>} words asked for when they are first wanted */
export function tip(node, words) {
  /** @type {HTMLElement | null} */
  let shown = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let wanted = false;
  const hide = () => {
    wanted = false;
    clearTimeout(timer);
    shown?.remove();
    shown = null;
  };
  const show = async () => {
    const text = await words().catch(() => "");
    if (!text || !wanted || !node.isConnected) return;
    shown?.remove();
    shown = h("div.tip", { role: "tooltip", popover: "manual", dir: "auto" }, text);
    document.body.append(shown ?? "");
    shown?.showPopover();
    const box = node.getBoundingClientRect();
    const { width = 0, height = 0 } = shown?.getBoundingClientRect() ?? {};
    const left = Math.max(EDGE, Math.min(box.left + box.width / 2 - width / 2, innerWidth - width - EDGE));
    shown?.style.setProperty("left", `${left}px`);
    shown?.style.setProperty("top", `${box.top - height - 6 < EDGE ? box.bottom + 6 : box.top - height - 6}px`);
    // Drawn anew, what it belongs to is gone.
    const watch = () => (!shown ? undefined : node.isConnected ? requestAnimationFrame(watch) : hide());
    watch();
  };
  const soon = () => {
    wanted = true;
    clearTimeout(timer);
    timer = setTimeout(() => void show(), SOON_MS);
  };
  node.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && soon());
  node.addEventListener("focus", () => node.matches(":focus-visible") && soon());
  for (const end of ["pointerleave", "blur", "pointerdown"]) node.addEventListener(end, hide);
}
