import { expect, it } from 'vitest';
import type { CardAction, CardView } from '../../lib/domain/card.ts';
import { withoutRetries } from '../../lib/domain/explain-card.ts';

const button = (action: CardAction) => ({ label: { key: 'do.retry' }, action }) as const;
const kinds = (buttons: CardView['buttons']) => buttons.map(({ action }) => action.kind);

it('a card whose call nobody waits for offers no retry, and its message to copy, once, as a message tells it', () => {
  const card: CardView = {
    kind: 'refusal',
    cause: 'depleted',
    lines: [{ key: 'refusal.depleted.next' }],
    sum: [],
    buttons: [
      button({ kind: 'check-and-retry' }),
      button({ kind: 'open', url: 'https://pay.example' }),
      button({ kind: 'retry', revision: null, afterMs: 0 }),
    ],
    more: [
      button({ kind: 'copy-note', reader: 'support' }),
      button({ kind: 'copy-message' }),
      button({ kind: 'copy-report' }),
    ],
    original: null,
  };
  const { lines, buttons, more } = withoutRetries(card);
  expect(lines).toEqual([{ key: 'refusal.depleted.nextCopy' }]);
  expect(kinds(buttons)).toEqual(['open', 'copy-message', 'copy-note']);
  expect(kinds(more)).toEqual(['copy-report']);
});
