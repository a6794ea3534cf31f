import { describe, expect, it } from 'vitest';
import type { CardAction, CardView } from '../../lib/domain/card.ts';
import { explainAsk } from '../../lib/domain/explain-ask.ts';
import { afterOpening, withoutRetries } from '../../lib/domain/explain-card.ts';
import type { CallFacts } from '../../lib/domain/facts.ts';
import { exampleOf } from './explain-examples.ts';

const button = (action: CardAction) => ({ label: { key: 'do.retry' }, action }) as const;
const kinds = (buttons: CardView['buttons']) => buttons.map(({ action }) => action.kind);

it('says that an account is assumed, and takes a no where a key can be denied; what was denied can be undone', () => {
  const facts = { ...exampleOf('depleted', 'en'), accounts: [] };
  const account = { id: 'p:1', name: 'dev@example.org', isAssumed: true };
  const whose = (change: Partial<CallFacts>) => explainAsk('depleted', { ...facts, ...change }).whose;
  expect(whose({ account: { ...account, canDeny: true } })).toMatchObject({
    line: { key: 'whose.assumed' },
    buttons: [{ label: { key: 'whose.notThis' }, action: { kind: 'deny-account', account: 'p:1' } }],
  });
  expect(whose({ account })?.buttons).toEqual([]);
  expect(whose({ account: null, isDenied: true })).toMatchObject({
    line: { key: 'whose.denied' },
    buttons: [{ action: { kind: 'unlink-key' } }],
  });
  expect(whose({ account: null })).toBeNull();
});

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

describe('a link of a card was opened', () => {
  const card: CardView = {
    ...{ kind: 'refusal', cause: 'not-enough', lines: [], sum: [], original: null },
    buttons: [
      button({ kind: 'retry', revision: { kind: 'output-max', outputTokensMax: 10 }, afterMs: 0 }),
      { label: { key: 'do.recharge' }, action: { kind: 'open', url: 'https://pay.example' } },
      { label: { key: 'do.raiseKeyLimit' }, action: { kind: 'open', url: 'https://keys.example' } },
    ],
    more: [button({ kind: 'check-and-retry' }), button({ kind: 'copy-message' })],
  };

  it('after a recharge, to look whether it has come is the first button, and none is lost', () => {
    const { buttons, more } = afterOpening(card, 'https://pay.example');
    expect(kinds(buttons)).toEqual(['check-and-retry', 'retry', 'open']);
    expect(kinds(more)).toEqual(['open', 'copy-message']);
  });

  it('another link changes nothing, and so does one that is not of the card, or a card that cannot look', () => {
    expect(afterOpening(card, 'https://keys.example')).toBe(card);
    expect(afterOpening(card, 'https://other.example')).toBe(card);
    const without = { ...card, more: [] };
    expect(afterOpening(without, 'https://pay.example')).toBe(without);
  });
});
