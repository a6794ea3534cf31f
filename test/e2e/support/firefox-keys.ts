// Names of keys as in KeyboardEvent.key, and WebDriver's code points for them (https://w3c.github.io/webdriver/#keyboard-actions).
const CODE_POINTS: Readonly<Record<string, string>> = {
  Backspace: '\uE003',
  Tab: '\uE004',
  Enter: '\uE007',
  Shift: '\uE008',
  Control: '\uE009',
  Alt: '\uE00A',
  Escape: '\uE00C',
  Space: ' ',
  PageUp: '\uE00E',
  PageDown: '\uE00F',
  End: '\uE010',
  Home: '\uE011',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
  Delete: '\uE017',
  Meta: '\uE03D',
};

interface KeyAction {
  readonly type: 'keyDown' | 'keyUp';
  readonly value: string;
}

function toCodePoint(key: string): string {
  const value = CODE_POINTS[key] ?? ([...key].length === 1 ? key : undefined);
  if (value === undefined) throw new Error(`[firefox] no key is called ${JSON.stringify(key)}`);
  return value;
}

/** WebDriver actions for `Shift+Tab` and the like; throws for a key it does not know. */
export function keyActions(combination: string): KeyAction[] {
  const keys = combination === '+' ? ['+'] : combination.split('+');
  const values = keys.map(toCodePoint);
  return [
    ...values.map((value) => ({ type: 'keyDown' as const, value })),
    ...values.toReversed().map((value) => ({ type: 'keyUp' as const, value })),
  ];
}

/** WebDriver actions that type a text, one key a character; a line feed is Enter. */
export function typingActions(text: string): KeyAction[] {
  return [...text].flatMap((character) => keyActions(character === '\n' ? 'Enter' : character));
}
