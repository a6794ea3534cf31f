/**
 * What a tap asks an older one in the same window with, before it captures its natives: Firefox injects again when the
 * extension is updated, and both browsers keep the window of a frame's first, empty document for the real one, without
 * the listeners it had. So it is asked through a function that both have wrapped: `toString` of a function of this name.
 * Where nobody has, that is just a text. The name never changes between versions. A page can ask too: it loses what it
 * could also evade.
 */
export const RETIRE_NAME = 'tollkeeper:retire';

Function.prototype.toString.call({ [RETIRE_NAME]: () => {} }[RETIRE_NAME]);
