// Looks at a conversation while somebody scrolls in it: how long frames take, how much is in the page, and
// whether what one reads moves as the wheel says and in no other way.
(() => {
  const log = document.querySelector(".log");
  const messages = log.getElementsByClassName("message");
  const probe = { frames: [], jumps: [], long: [], most: 0, way: 0, speed: 0 };
  const box = log.getBoundingClientRect();
  const at = { x: Math.round(box.left + box.width / 2), y: Math.round(box.top + box.height / 2) };
  let last = performance.now();
  /** The message in the middle, and where it was in the frame before. */
  let held = null;
  let before = 0;

  /** Found by halving: a hit test costs as much as all that is measured here. */
  const middle = () => {
    let [from, to] = [0, messages.length];
    while (from < to) {
      const half = (from + to) >> 1;
      if (messages[half].getBoundingClientRect().bottom < at.y) from = half + 1;
      else to = half;
    }
    return messages[from] ?? null;
  };

  /** The last turns of the wheel: when, and how far. */
  const turns = [];
  const wheel = (event) => {
    turns.push([performance.now(), Math.abs(event.deltaY)]);
    if (turns.length > 400) turns.splice(0, 200);
  };
  window.addEventListener("wheel", wheel, { passive: true });
  /** How far it was turned in that many milliseconds before now. */
  const turned = (now, ms) => turns.reduce((sum, [when, px]) => sum + (when > now - ms ? px : 0), 0);

  const look = (now) => {
    const ms = now - last;
    last = now;
    if (probe.way !== 0) {
      probe.frames.push(Math.round(ms * 10) / 10);
      probe.most = Math.max(probe.most, messages.length);
      const node = held && !held.isConnected ? log.querySelector(`[data-seq="${held.dataset.seq}"]`) : held;
      if (held && !node) probe.jumps.push({ seq: held.dataset.seq, gone: true });
      if (node) {
        // Up moves what one reads down; what waits for its turn may come all at once.
        const moved = (node.getBoundingClientRect().top - before) * probe.way;
        // A turn that came late came as a longer one.
        const far = moved > (probe.speed * (ms + 250)) / 1000 && moved > turned(now, ms + 250);
        if (moved < -2 || far) probe.jumps.push({ seq: node.dataset.seq, moved: Math.round(moved), ms: Math.round(ms), turned: turned(now, ms + 250) });
      }
    }
    // Looking for another is dear: one is followed as long as it can be seen.
    let top = held?.isConnected ? held.getBoundingClientRect().top : NaN;
    if (!(top > box.top && top < box.bottom)) {
      held = middle();
      top = held ? held.getBoundingClientRect().top : 0;
    }
    before = top;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);

  const scripts = (one) => one.scripts.map((script) => [script.invoker, Math.round(script.duration), Math.round(script.forcedStyleAndLayoutDuration)]);
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) {
      if (probe.way === 0) continue;
      const layout = one.styleAndLayoutStart ? one.startTime + one.duration - one.styleAndLayoutStart : 0;
      probe.long.push({ ms: Math.round(one.duration), blocking: Math.round(one.blockingDuration), layout: Math.round(layout), scripts: scripts(one) });
    }
  }).observe({ type: "long-animation-frame" });

  probe.at = at;
  /** A picture of the same messages without anything of ours behind it, instead of them: what the browser alone takes. */
  probe.picture = () => {
    const picture = log.cloneNode(true);
    log.replaceWith(picture);
    picture.scrollTop = picture.scrollHeight;
  };
  probe.original = () => {
    document.querySelector(".log").replaceWith(log);
    log.scrollTop = log.scrollHeight;
  };
  /** Begins to look, while somebody scrolls up (1) or down (-1). */
  probe.begin = (way, speed) => {
    held = null;
    Object.assign(probe, { frames: [], jumps: [], long: [], most: 0, way, speed });
  };
  probe.end = () => {
    probe.way = 0;
    const { frames, jumps, long, most } = probe;
    return { frames, jumps, long, most };
  };
  probe.where = () => {
    const first = Number(log.querySelector(".message")?.dataset.seq ?? 0);
    const lasts = log.querySelectorAll(".message");
    return {
      top: log.scrollTop,
      room: log.querySelector(".column").firstElementChild.offsetHeight,
      below: log.scrollHeight - log.scrollTop - log.clientHeight,
      first,
      last: Number(lasts[lasts.length - 1]?.dataset.seq ?? 0),
      middle: held ? { seq: Number(held.dataset.seq), top: held.getBoundingClientRect().top } : null,
    };
  };
  window.probe = probe;
})();
