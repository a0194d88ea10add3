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

  const middle = () => {
    for (const dy of [0, 40, -40, 120, -120]) {
      const found = document.elementFromPoint(at.x, at.y + dy)?.closest?.(".message");
      if (found) return found;
    }
    return null;
  };

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
        if (moved < -2 || moved > probe.speed * (ms + 250) / 1000) probe.jumps.push({ seq: node.dataset.seq, moved: Math.round(moved), ms: Math.round(ms) });
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
      below: log.scrollHeight - log.scrollTop - log.clientHeight,
      first,
      last: Number(lasts[lasts.length - 1]?.dataset.seq ?? 0),
      middle: held ? { seq: Number(held.dataset.seq), top: held.getBoundingClientRect().top } : null,
    };
  };
  window.probe = probe;
})();
