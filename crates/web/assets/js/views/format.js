/** Ctrl+B and the like around what is marked in a field. */

const MARKS = /** @type {Record<string, string>} */ ({ b: "**", i: "*" });

/** Whether a key was for us. @param {KeyboardEvent} event @param {HTMLTextAreaElement} area */
export function format(event, area) {
  const mark = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey ? MARKS[event.key.toLowerCase()] : undefined;
  if (!mark) return false;
  event.preventDefault();
  const { selectionStart: from, selectionEnd: to, value } = area;
  const width = mark.length;
  const marked = value.slice(from - width, from) === mark && value.slice(to, to + width) === mark && value.slice(from - width - 1, from - width) !== mark;
  if (marked) area.setRangeText(value.slice(from, to), from - width, to + width, "select");
  else {
    area.setRangeText(mark + value.slice(from, to) + mark, from, to);
    area.setSelectionRange(from + width, to + width);
  }
  area.dispatchEvent(new Event("input"));
  return true;
}
