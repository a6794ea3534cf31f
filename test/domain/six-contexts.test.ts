import { describe, expect, it } from 'vitest';
import type { CardButton, CardCause, CardView } from '../../lib/domain/card.ts';
import { canRechargeHelp, decideRefusal, decideShortage } from '../../lib/domain/decide-cause.ts';
import { explainAsk } from '../../lib/domain/explain-ask.ts';
import { explainChipBefore } from '../../lib/domain/explain-chip.ts';
import { explainRefusal } from '../../lib/domain/explain-refusal.ts';
import type { CallFacts } from '../../lib/domain/facts.ts';
import { readRefusal } from '../../lib/domain/read-by-meaning.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { dollars, exampleOf, nano } from './explain-examples.ts';

/*
 * One body, word for word, in every context it is met in: what it means is decided by what is around the call
 * (CARDS, "The cause is decided from the body and the context").
 */

const BODY = JSON.stringify({ error: 'Insufficient account balance' });

/** Links of one kind each, so that a button's address tells what it is for. */
const LINKS = {
  recharge: 'https://relay.example/topup',
  keys: 'https://relay.example/token',
  transactions: 'https://relay.example/log',
  models: 'https://relay.example/pricing',
};

const key = { name: 'dev-1', billing: 'per-request', limitNano: null, usedNano: null, unit: 'USD' } as const;

interface Context {
  readonly cause: CardCause;
  readonly facts: CallFacts;
  /** The headings before and after, and the ways that must be there. */
  readonly before: string;
  readonly after: string;
  readonly ways: readonly string[];
}

const contexts: readonly Context[] = [
  {
    cause: 'depleted',
    facts: exampleOf('depleted', 'en'),
    before: 'Your balance at Laozhang is used up.',
    after: "Your message didn't go through: the balance at Laozhang is used up.",
    ways: [LINKS.recharge, 'open-calls'],
  },
  {
    cause: 'not-enough',
    facts: exampleOf('not-enough', 'en'),
    before: 'The relay sets aside $0.053 first; you have $0.050.',
    after: 'You have money, but not enough to set aside.',
    ways: [LINKS.recharge, 'output-max', 'model'],
  },
  {
    cause: 'frozen',
    facts: { ...exampleOf('frozen', 'en'), balance: dollars('0.40', { frozen: '12' }) },
    before: '$12.40 in total, but $12.00 is frozen: $0.40 usable.',
    after: 'Part of your balance is frozen.',
    ways: [LINKS.transactions, 'output-max'],
  },
  {
    cause: 'in-flight',
    facts: exampleOf('in-flight', 'en'),
    before: 'Your own running calls hold $2.10: $0.40 usable.',
    after: 'Your own running calls hold the rest of your balance.',
    ways: ['send-when-free', 'output-max'],
  },
  {
    cause: 'billing-mismatch',
    facts: { ...exampleOf('billing-mismatch', 'en'), key },
    before: 'This key pays per request; gpt-4-turbo is billed per token.',
    after: "Not a lack of money: this key's billing doesn't fit the model.",
    ways: [LINKS.keys, LINKS.models],
  },
  {
    cause: 'key-limit',
    facts: exampleOf('key-limit', 'en'),
    before: 'Key "dev-1" has $0.02 left of its $10 limit.',
    after: 'Key "dev-1" reached its own limit, not your account.',
    ways: [LINKS.keys, 'output-max'],
  },
];

const known = contexts.map(({ facts, ...rest }) => {
  const account = { name: 'dev@example.org', isAssumed: false };
  return { ...rest, facts: { ...facts, links: LINKS, account } };
});

/** The other terse forms of the same message that people meet. */
const FORMS = [
  { error: { code: 'INSUFFICIENT_BALANCE', message: 'You do not have enough credits to perform this action.' } },
  { error: { message: 'Insufficient balance', type: 'insufficient_balance', code: 'insufficient_balance' } },
];

function read(bodyText = BODY) {
  const reading = readRefusal({ status: 402, headers: {}, bodyText, hasAnswerBegun: false }, []);
  if (reading === null) throw new Error('the body was not understood');
  return reading;
}

function refusedCard(cause: CardCause, facts: CallFacts, isCharged: boolean | null = false): CardView {
  return explainRefusal(cause, facts, { reading: read(), original: BODY, canRetry: true, isCharged });
}

function buttonsOf(view: CardView): readonly CardButton[] {
  return [...view.buttons, ...view.more];
}

/** What a card leads to: addresses, changes of the request, deeds. */
function waysOf(view: CardView): readonly string[] {
  return buttonsOf(view).map(({ action }) => {
    if (action.kind === 'open') return action.url;
    return 'revision' in action && action.revision !== null ? action.revision.kind : action.kind;
  });
}

const say = (view: CardView): string => view.lines.map((line) => renderText(line, 'en')).join('\n');

describe.each(known)(
  'the one refusal body, where the cause is $cause',
  ({ cause, facts, before, after: head, ways }) => {
    it('is recognised after the refusal, and the shortage before it', () => {
      expect(decideRefusal(read(), facts)).toBe(cause);
      expect(decideShortage(facts)).toBe(cause);
    });

    it.each(FORMS)('is recognised in another form too: %j', (form) => {
      expect(decideRefusal(read(JSON.stringify(form)), facts)).toBe(cause);
    });

    it('has a heading of its own, before and after', () => {
      expect(say(explainAsk(cause, facts)).split('\n')[0]).toBe(before);
      expect(say(refusedCard(cause, facts)).split('\n')[0]).toBe(head);
    });

    it('offers what helps', () => {
      for (const way of ways) expect(waysOf(refusedCard(cause, facts))).toContain(way);
      for (const way of ways.filter((one) => one !== 'open-calls'))
        expect(waysOf(explainAsk(cause, facts))).toContain(way);
    });

    it('offers a recharge only where that helps', () => {
      const isOffered = cause === 'depleted' || cause === 'not-enough';
      expect(waysOf(explainAsk(cause, facts)).includes(LINKS.recharge)).toBe(isOffered);
      expect(waysOf(refusedCard(cause, facts)).includes(LINKS.recharge)).toBe(isOffered);
      expect(waysOf(refusedCard(cause, facts)).includes('check-and-retry')).toBe(isOffered);
      if (isOffered) expect(canRechargeHelp(cause)).toBe(true);
    });

    it.each([
      [false, 'Nothing was charged.'],
      [true, 'What had already come was charged.'],
      [null, /[Ww]hether (it|anything) was charged is not known\./],
    ] as const)('says whether anything was charged: %s', (isCharged, sentence) => {
      expect(say(refusedCard(cause, facts, isCharged))).toMatch(sentence);
    });
  },
);

describe('the one refusal body without a context', () => {
  const facts: CallFacts = { ...exampleOf('unsure', 'en'), balance: null, key: null, links: LINKS };

  it('says what cannot be told, and offers no recharge', () => {
    expect(decideRefusal(read(), facts)).toBe('unsure');
    expect(say(refusedCard('unsure', facts))).toContain(
      "We can't tell from here: used up, set aside, frozen, or the key's own limit.",
    );
    expect(waysOf(refusedCard('unsure', facts))).not.toContain(LINKS.recharge);
  });

  it.each([false, true, null])('says whether anything was charged: %s', (isCharged) => {
    expect(say(refusedCard('unsure', facts, isCharged))).toMatch(/charged/);
  });

  it('is no reason to hold a call', () => {
    expect(decideShortage(facts)).toBeNull();
  });
});

describe('a key that was refused for its billing once', () => {
  const facts: CallFacts = { ...exampleOf('billing-mismatch', 'en'), links: LINKS, balance: dollars('7.18') };
  const refusedFor = (model: string, agoMs = 60_000): CallFacts => ({
    ...facts,
    key: { ...key, billing: null, refused: [{ model, at: facts.now - agoMs }] },
  });
  const lately = refusedFor('gpt-4-turbo');
  const DAY_MS = 24 * 3_600_000;

  it('is known for that model when money does not explain the next one, and for no other', () => {
    expect(decideRefusal(read(), lately)).toBe('billing-mismatch');
    expect(decideRefusal(read(), refusedFor('gpt-4o'))).toBe('unsure');
    expect(decideRefusal(read(), { ...lately, model: null })).toBe('unsure');
  });

  it('is no reason to hold a call: a plan may have been renewed since; the chip says it', () => {
    expect(decideShortage(lately)).toBeNull();
    expect(renderText(explainChipBefore(lately).text, 'en')).toMatch(
      /^This key was refused for gpt-4-turbo 1 min ago: its billing didn't fit · /,
    );
    expect(renderText(explainChipBefore(refusedFor('gpt-4o')).text, 'en')).not.toContain('refused');
  });

  it('is forgotten after a day', () => {
    expect(decideRefusal(read(), refusedFor('gpt-4-turbo', DAY_MS))).toBe('billing-mismatch');
    expect(decideRefusal(read(), refusedFor('gpt-4-turbo', DAY_MS + 1))).toBe('unsure');
    expect(renderText(explainChipBefore(refusedFor('gpt-4-turbo', DAY_MS + 1)).text, 'en')).not.toContain('refused');
  });

  it('explains nothing where the next refusal says what is missing, or the balance is short', () => {
    const perRequest = { ...facts, key };
    for (const known of [lately, perRequest]) {
      expect(decideRefusal({ ...read(), unit: 'USD', availableNano: 0n, neededNano: nano('1') }, known)).toBe(
        'depleted',
      );
      const short = { ...read(), unit: 'USD', availableNano: nano('0.5'), neededNano: nano('1') };
      expect(decideRefusal(short, known)).toBe('not-enough');
      const enough = { ...read(), unit: 'USD', availableNano: nano('2'), neededNano: nano('1') };
      expect(decideRefusal(enough, known)).toBe('billing-mismatch');
    }
    expect(decideRefusal(read(), { ...lately, balance: dollars('0') })).toBe('depleted');
  });

  it('is told from a list that says so: that holds, also where a key per token meets a price per request', () => {
    const estimate = facts.estimate && {
      ...facts.estimate,
      parts: [{ meter: 'requests', role: 'likely', count: 1, picoPerUnit: 10n ** 10n, nano: nano('0.01') } as const],
    };
    expect(decideShortage({ ...facts, estimate, key: { ...key, billing: 'per-token' } })).toBe('billing-mismatch');
    expect(decideShortage({ ...facts, estimate, key })).toBeNull();
  });
});
