/**
 * What a tap asks an older one in the same window with, before it captures its natives: Firefox injects again when the
 * extension is updated, and both browsers keep the window of a frame's first, empty document for the real one, without
 * the listeners it had. So it is asked through a function that both have wrapped; where nobody has, the browser throws,
 * and that is all. The name never changes between versions. A page can ask too: it loses what it could also evade.
 */
export const RETIRE_EVENT = 'tollkeeper:retire';

try {
  Function.prototype.toString.call(new Event(RETIRE_EVENT));
} catch {
  // Nobody was there.
}
