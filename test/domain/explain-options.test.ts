import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CARD_CAUSES, type CardAction, type CardView } from '../../lib/domain/card.ts';
import { explainAsk } from '../../lib/domain/explain-ask.ts';
import { explainRefusal } from '../../lib/domain/explain-refusal.ts';
import type { CallFacts } from '../../lib/domain/facts.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { exampleOf, refusalOf } from './explain-examples.ts';

const amount = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 21n });
const positive = fc.bigInt({ min: 0n, max: 10n ** 21n });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const unit = fc.constantFrom('USD', 'CNY', 'credits');

const estimate = fc
  .tuple(unit, positive, positive, positive, maybe(positive))
  .map(([name, low, likely, high, reserve]) => {
    const [a = 0n, b = 0n, c = 0n] = [low, likely, high].toSorted((x, y) => (x < y ? -1 : x > y ? 1 : 0));
    return {
      unit: name,
      lowNano: a,
      likelyNano: b,
      highNano: c,
      reserveNano: reserve,
      reserveLowNano: reserve,
      isPrior: false,
      parts: [],
    };
  });

const balance = fc
  .tuple(unit, maybe(amount), maybe(positive), positive, positive)
  .map(([name, available, frozen, spent, open]) => ({
    unit: name,
    availableNano: available,
    frozenNano: frozen,
    at: 0,
    source: 'console' as const,
    spentSinceNano: spent,
    openNano: open,
    usableNano: available === null ? null : available - spent - open,
  }));

/** Facts in which anything may be unknown. */
const facts: fc.Arbitrary<CallFacts> = fc.record({
  providerName: fc.constantFrom('Laozhang', '老张 API'),
  model: maybe(fc.constantFrom('gpt-4-turbo')),
  estimate: maybe(estimate),
  balance: maybe(balance),
  key: maybe(
    fc.record({
      name: fc.constant('dev-1'),
      billing: maybe(fc.constantFrom('per-token' as const, 'per-request' as const)),
      limitNano: maybe(positive),
      usedNano: maybe(positive),
      unit,
    }),
  ),
  batch: maybe(fc.record({ count: fc.nat(10_000), eachNano: positive, unit })),
  fits: fc.record({
    outputTokensMax: maybe(fc.nat(100_000)),
    outputReserveNano: maybe(positive),
    batchKeep: maybe(fc.integer({ min: 1, max: 10_000 })),
    cheaper: maybe(fc.record({ model: fc.constant('mini'), reserveNano: positive })),
  }),
  links: fc.record({
    recharge: maybe(fc.constant('https://relay.example/topup')),
    keys: maybe(fc.constant('https://relay.example/token')),
    transactions: maybe(fc.constant('https://relay.example/log')),
  }),
  rechargeMinNano: maybe(positive),
  ownLimitNano: maybe(positive),
  callsWaiting: fc.integer({ min: 1, max: 20 }),
  reserveAllNano: maybe(positive),
  now: fc.constant(600_000),
});

function actionsOf(view: CardView): readonly CardAction[] {
  return [...view.buttons, ...view.more].map((button) => button.action);
}

/** Whether the fact an option stands on is known. */
function isGrounded(action: CardAction, { fits, links, estimate }: CallFacts): boolean {
  const revision = 'revision' in action ? action.revision : null;
  if (revision?.kind === 'output-max') return fits.outputTokensMax === revision.outputTokensMax;
  if (revision?.kind === 'batch') return fits.batchKeep === revision.keep;
  if (revision?.kind === 'model') return fits.cheaper?.model === revision.model;
  if (action.kind === 'open') return Object.values(links).includes(action.url);
  if (action.kind === 'raise-own-limit') return estimate !== null && action.nano > estimate.highNano;
  return true;
}

function expectBounds(view: CardView): void {
  expect(view.lines.length).toBeGreaterThan(0);
  expect(view.lines.length).toBeLessThanOrEqual(3);
  expect(view.buttons.length).toBeGreaterThan(0);
  expect(view.buttons.length).toBeLessThanOrEqual(3);
  for (const language of ['en', 'zh'] as const) {
    const labels = [...view.buttons, ...view.more].map((button) => renderText(button.label, language));
    for (const text of [...view.lines, ...view.sum].map((line) => renderText(line, language))) {
      expect(text).not.toMatch(/\?(?=\s*[a-z])|[{}]|undefined|null|NaN/);
    }
    expect(labels.join()).not.toMatch(/[{}]|undefined|null|NaN/);
  }
}

it('no card offers an option whose fact is not known, whatever is unknown', () => {
  fc.assert(
    fc.property(
      facts,
      fc.constantFrom(...CARD_CAUSES),
      fc.boolean(),
      maybe(fc.boolean()),
      (given, cause, canRetry, isCharged) => {
        const refusal = { ...refusalOf(cause), canRetry, isCharged };
        for (const view of [explainAsk(cause, given), explainRefusal(cause, given, refusal)]) {
          expect(actionsOf(view).filter((action) => !isGrounded(action, given))).toEqual([]);
          expectBounds(view);
        }
      },
    ),
    { numRuns: 2000 },
  );
});

it('an option disappears when its fact does', () => {
  const example = exampleOf('not-enough', 'en');
  const bare = { ...example, fits: { outputTokensMax: null, outputReserveNano: null, batchKeep: null, cheaper: null } };
  const kinds = (given: CallFacts) => actionsOf(explainAsk('not-enough', given)).map((action) => action.kind);
  expect(kinds(example)).toContain('send-revised');
  expect(kinds(bare)).not.toContain('send-revised');
});
