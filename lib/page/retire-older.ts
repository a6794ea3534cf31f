/**
 * Dispatched by a tap before it captures its natives: an older one in this document (Firefox injects again when the
 * extension is updated) takes its wrappers off and passes everything. The name never changes between versions.
 * A page can dispatch it too: it then merely loses what it could also evade.
 */
export const RETIRE_EVENT = 'tollkeeper:retire';

if (typeof document !== 'undefined') document.dispatchEvent(new Event(RETIRE_EVENT));
