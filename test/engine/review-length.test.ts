import { describe, expect, it } from 'vitest';
import type { Draft } from '../../lib/domain/call.ts';
import { toTokenLimit } from '../../lib/domain/token-limit.ts';
import type { AccountContext, ReviewPorts } from '../../lib/engine/ports.ts';
import { reviewCall } from '../../lib/engine/review-call.ts';
import { chatDraft, NOW } from '../domain/samples.ts';
import { request } from './calls.ts';

const account: AccountContext = {
  ...{ id: 'a', isAssumed: false, consoleOrigin: null, balances: [], key: null, keyReadAt: null, costs: [] },
  ...{ ownLimits: {}, falseAsks: 0 },
};

/** Reviews a call of an account; what is written is looked at. */
async function review(
  draft: Partial<Draft>,
  change: { provider?: string; account?: AccountContext; byUser?: boolean },
) {
  const rows: { readonly wasAsked?: boolean }[] = [];
  const ports: ReviewPorts = {
    now: () => NOW,
    dayOf: () => '2026-11-20',
    transact: (work) =>
      work({
        readContext: async () => ({ account: change.account ?? account, outputs: [] }),
        findRecord: async () => null,
        findOpenCall: async () => null,
        putOpenCall: async (call) => void rows.push(call),
        countFreeUse: async () => [],
      }),
  };
  const { provider = 'openai', byUser = true } = change;
  const verdict = await reviewCall(
    request('a', chatDraft({ model: 'gpt-4o', ...draft }), { provider, isUserStarted: byUser }),
    ports,
  );
  return { verdict, wasAsked: rows[0]?.wasAsked };
}

describe('a call longer than its model takes', () => {
  const long = { inputTokens: { low: 124_000, likely: 127_904, high: 131_000 }, outputTokensMax: 4096 };

  it('is asked about where it is too long by the lowest count, and says nothing of what is believed of money', async () => {
    const { verdict, wasAsked } = await review(long, {});
    expect(verdict).toMatchObject({ kind: 'ask', cause: 'too-long', facts: { overflow: { isSure: true } } });
    expect(wasAsked).toBe(false);
  });

  it.each<[string, Partial<Draft>, Parameters<typeof review>[1]]>([
    ['goes by the lowest count', { ...long, inputTokens: { low: 120_000, likely: 127_904, high: 131_000 } }, {}],
    ['was started by no person', long, { byUser: false }],
    ['is at a relay, which may take more', long, { provider: 'new-api@relay.example' }],
    ['has a model whose length nobody tells', { ...long, model: 'no-such-model' }, {}],
  ])('is let go where it %s', async (_name, draft, change) => {
    expect((await review(draft, change)).verdict.kind).toBe('send');
  });
});

describe('the user’s own limit of tokens', () => {
  const limited = { ...account, ownLimits: { 'tokens a call': toTokenLimit(5000) } };

  it('is reached with the longest answer, and asks above it', async () => {
    expect((await review({ outputTokensMax: 3800 }, { account: limited })).verdict.kind).toBe('send');
    const { verdict, wasAsked } = await review({ outputTokensMax: 3801 }, { account: limited });
    expect(verdict).toMatchObject({ kind: 'ask', cause: 'token-limit' });
    expect(wasAsked).toBe(false);
  });

  it('holds where no price is known, and for nobody who did not set one', async () => {
    const draft = { model: 'no-such-model' };
    expect((await review(draft, { account: limited })).verdict).toMatchObject({ kind: 'ask', cause: 'token-limit' });
    expect((await review({ outputTokensMax: 100_000 }, {})).verdict.kind).toBe('send');
  });
});
