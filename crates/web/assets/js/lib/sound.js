/** A soft tone of our own. */

/** @type {AudioContext | undefined} */
let context;
let last = 0;

/** Two notes, as a glass on a table; at most one such every two seconds. */
export function chime() {
  if (Date.now() - last < 2_000 || !("AudioContext" in window)) return;
  last = Date.now();
  context ??= new AudioContext();
  const start = context.currentTime + 0.02;
  for (const [after, pitch] of /** @type {[number, number][]} */ ([[0, 587.33], [0.11, 880]])) {
    const tone = new OscillatorNode(context, { type: "sine", frequency: pitch });
    const loud = new GainNode(context, { gain: 0 });
    loud.gain.setValueAtTime(0, start + after);
    loud.gain.linearRampToValueAtTime(0.08, start + after + 0.015);
    loud.gain.exponentialRampToValueAtTime(0.0001, start + after + 0.6);
    tone.connect(loud).connect(context.destination);
    tone.start(start + after);
    tone.stop(start + after + 0.65);
  }
}
