/** What `Input.dispatchKeyEvent` wants to know about a key. */
export interface KeyDefinition {
  readonly key: string;
  readonly code: string;
  readonly windowsVirtualKeyCode: number;
  /** The character it types, if it types one. */
  readonly text?: string;
}

const NAMED: Readonly<Record<string, readonly [code: string, virtualKey: number, text?: string]>> = {
  Backspace: ['Backspace', 8],
  Tab: ['Tab', 9],
  Enter: ['Enter', 13, '\r'],
  Shift: ['ShiftLeft', 16],
  Control: ['ControlLeft', 17],
  Alt: ['AltLeft', 18],
  Escape: ['Escape', 27],
  PageUp: ['PageUp', 33],
  PageDown: ['PageDown', 34],
  End: ['End', 35],
  Home: ['Home', 36],
  ArrowLeft: ['ArrowLeft', 37],
  ArrowUp: ['ArrowUp', 38],
  ArrowRight: ['ArrowRight', 39],
  ArrowDown: ['ArrowDown', 40],
  Delete: ['Delete', 46],
  Meta: ['MetaLeft', 91],
};

/** Bits of `modifiers` in `Input.dispatchKeyEvent`. */
export const MODIFIER_BITS: Readonly<Record<string, number>> = { Alt: 1, Control: 2, Meta: 4, Shift: 8 };

/** The definition of a key named as in KeyboardEvent.key (`Space` too); throws for one it does not know. */
export function defineKey(name: string): KeyDefinition {
  const named = NAMED[name];
  if (named) {
    const [code, windowsVirtualKeyCode, text] = named;
    return { key: name, code, windowsVirtualKeyCode, ...(text ? { text } : {}) };
  }
  const text = name === 'Space' ? ' ' : name;
  if ([...text].length !== 1) throw new Error(`[chromium] no key is called ${JSON.stringify(name)}`);
  const upper = text.toUpperCase();
  if (/^[A-Z]$/.test(upper))
    return { key: text, code: `Key${upper}`, windowsVirtualKeyCode: upper.charCodeAt(0), text };
  if (/^\d$/.test(text)) return { key: text, code: `Digit${text}`, windowsVirtualKeyCode: text.charCodeAt(0), text };
  return { key: text, code: text === ' ' ? 'Space' : '', windowsVirtualKeyCode: text === ' ' ? 32 : 0, text };
}
