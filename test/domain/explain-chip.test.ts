import { describe, expect, it } from 'vitest';
import type { ChipView } from '../../lib/domain/card.ts';
import { decideShortage } from '../../lib/domain/decide-cause.ts';
import type { Estimate } from '../../lib/domain/estimate.ts';
import {
  explainChipAfter,
  explainChipBefore,
  explainChipRate,
  explainChipSent,
  explainChipSupplier,
} from '../../lib/domain/explain-chip.ts';
import type { CallFacts } from '../../lib/domain/facts.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { Waste } from '../../lib/domain/waste.ts';
import { dollars, exampleOf, nano, RECORDS } from './explain-examples.ts';

const base = exampleOf('own-limit', 'en');
const { mostNano: _bounded, ...unbounded } = base.estimate ?? ({} as Estimate);
/** Of a call whose answer nothing bounds. */
const facts: CallFacts = {
  ...base,
  estimate: base.estimate && {
    ...unbounded,
    likelyNano: nano('0.012'),
    highNano: nano('0.041'),
    reserveNano: nano('0.041'),
  },
  balance: dollars('3.92'),
};

const usd = (decimal: string) => ({ unit: 'USD', nano: nano(decimal) });
const en = (view: ChipView) => [renderText(view.text, 'en'), view.mood];
const zh = (view: ChipView) => renderText(view.text, 'zh');

it('says what the message will cost, what is there and for how many more it lasts', () => {
  expect(en(explainChipBefore(facts))).toEqual([
    '≈ $0.012 (up to $0.041) · balance $3.92 · enough for 320 more like this',
    'ok',
  ]);
  expect(zh(explainChipBefore(facts))).toBe('≈ $0.012（多半不超过 $0.041） · 余额 $3.92 · 还够约 320 次');
});

it('says what the message cannot exceed, where something bounds its answer', () => {
  const chip = (most: string) => {
    const view = explainChipBefore({
      ...facts,
      estimate: facts.estimate && { ...facts.estimate, mostNano: nano(most) },
    });
    return [en(view)[0], zh(view)].map((line) => String(line).split(' · ')[0]);
  };
  expect(chip('0.13')).toEqual([
    '≈ $0.012 (likely up to $0.041, at most $0.13)',
    '≈ $0.012（多半不超过 $0.041，最多 $0.13）',
  ]);
  // What is likely the highest is what it cannot exceed.
  expect(chip('0.041')).toEqual(['≈ $0.012 (at most $0.041)', '≈ $0.012（最多 $0.041）']);
});

it('says so when the figures are only those of a typical answer', () => {
  expect(en(explainChipBefore(facts, true))[0]).toBe(
    'about $0.012 (up to $0.041), for a typical answer · balance $3.92 · enough for 320 more like this',
  );
});

it('never promises more than is there', () => {
  const spent = { ...facts, balance: dollars('4.9976') };
  expect(en(explainChipBefore(spent))[0]).toContain('balance $4.99 ');
  const after = { cost: usd('0.0024'), isEstimated: false, estimate: null, left: usd('7.1776'), swapped: null };
  expect(en(explainChipAfter(after))[0]).toBe('cost $0.0024, $7.17 left');
});

it('names the shortfall', () => {
  expect(en(explainChipBefore({ ...facts, balance: dollars('0.03') }))).toEqual([
    '≈ $0.012 (sets aside $0.041) · balance $0.030 · $0.011 short',
    'short',
  ]);
  expect(en(explainChipBefore(RECORDS))).toEqual(['450 credits · balance 392 credits · 58 credits short', 'short']);
});

it('does not call a shortage sure on an old reading', () => {
  const old = dollars('0.03');
  const balance = old && { ...old, at: facts.now - 12 * 60_000 };
  expect(en(explainChipBefore({ ...facts, balance }))).toEqual([
    '≈ $0.012 (sets aside $0.041) · balance $0.03, read 12 min ago',
    'unsure',
  ]);
});

it('shows an unread balance and an unpriced model as unknown, never as 0', () => {
  expect(en(explainChipBefore({ ...facts, balance: null }))).toEqual([
    '≈ $0.012 (up to $0.041) · balance not known · Open wallet to read it',
    'unsure',
  ]);
  expect(en(explainChipBefore({ ...facts, estimate: null }))).toEqual([
    'Price of gpt-4-turbo not known · balance $3.92',
    'unsure',
  ]);
  expect(en(explainChipBefore({ ...facts, estimate: null, balance: null, model: null }))[0]).toBe('Price not known');
});

it('shows afterwards what it did cost', () => {
  const usd = (decimal: string) => ({ unit: 'USD', nano: nano(decimal) });
  const after = { isEstimated: false, cost: usd('0.0021'), estimate: usd('0.0019'), left: usd('3.92'), swapped: null };
  expect(en(explainChipAfter(after))).toEqual(['cost $0.0021, estimate 0.0019, $3.92 left', 'done']);
  expect(zh(explainChipAfter(after))).toBe('花费 $0.0021，预计 0.0019，剩 $3.92');
  expect(en(explainChipAfter({ ...after, estimate: null, left: null }))[0]).toBe('cost $0.0021');
  expect(en(explainChipAfter({ ...after, isEstimated: true }))[0]).toBe('cost ≈ $0.0021, estimate 0.0019, $3.92 left');
  expect(en(explainChipAfter({ ...after, cost: null }))).toEqual([
    'Cost not known: the price of this call is not known',
    'unsure',
  ]);
  const swapped = { asked: 'gpt-4-turbo', sent: 'gpt-4o-mini' };
  expect(en(explainChipAfter({ ...after, swapped }))[0]).toBe(
    'gpt-4o-mini answered, not gpt-4-turbo · cost $0.0021, estimate 0.0019, $3.92 left',
  );
});

it('warns by a line, not by a card, of an empty supplier and a near rate limit', () => {
  expect(en(explainChipSupplier('gpt-4-turbo', 3 * 60_000))).toEqual([
    'This relay could not pay its supplier for gpt-4-turbo 3 min ago',
    'unsure',
  ]);
  expect(zh(explainChipSupplier('gpt-4-turbo', 3 * 60_000))).toBe('该中转站 3 分钟前上游余额不足（gpt-4-turbo）');
  expect(en(explainChipRate({ used: 58, limit: 60 }))[0]).toBe('58 of 60 calls this minute');
  expect(zh(explainChipRate({ used: 58, limit: 60 }))).toBe('本分钟已用 58/60 次');
});

it('says that nothing is left where nothing is set aside', () => {
  const estimate = facts.estimate && { ...facts.estimate, reserveNano: 0n, reserveLowNano: 0n };
  expect(en(explainChipBefore({ ...facts, estimate, balance: dollars('0') }))).toEqual([
    '≈ $0.012 (up to $0.041) · balance $0.00',
    'short',
  ]);
  expect(en(explainChipBefore({ ...facts, estimate, balance: dollars('0.001') }))).toEqual([
    '≈ $0.012 (up to $0.041) · balance $0.001',
    'ok',
  ]);
});

it('shows each wallet that could pay, and does not say how often it will', () => {
  const yuan = dollars('20');
  const others = yuan ? [{ ...yuan, unit: 'CNY' }] : [];
  expect(en(explainChipBefore({ ...facts, others }))).toEqual([
    '≈ $0.012 (up to $0.041) · balance $3.92 or ¥20.00',
    'ok',
  ]);
  expect(zh(explainChipBefore({ ...facts, others }))).toContain('余额 $3.92 或 ¥20.00');
});

describe('a shortage by our figures', () => {
  const short = { ...facts, balance: dollars('0.03') };
  const needed = { unit: 'USD', inputNano: nano('0.001'), outputNano: nano('0.04'), isDefault: false };

  it('that calls before went through with is none, as for the verdict', () => {
    const accepted = [{ ...needed, usableNano: nano('0.03'), readAt: 0 }];
    expect(decideShortage({ ...short, needed, accepted: [] })).toBe('not-enough');
    expect(decideShortage({ ...short, needed, accepted })).toBeNull();
    expect(en(explainChipBefore({ ...short, needed, accepted }))).toEqual([
      '≈ $0.012 (up to $0.041) · balance $0.03 · enough for 2 more like this',
      'ok',
    ]);
  });

  it('stays one where they prove too little', () => {
    const accepted = [{ ...needed, outputNano: nano('0.02'), usableNano: nano('0.03'), readAt: 0 }];
    const doubtful = [{ ...needed, usableNano: nano('0.03'), readAt: 0, isDoubtful: true }];
    for (const shown of [accepted, doubtful]) {
      expect(explainChipBefore({ ...short, needed, accepted: shown }).mood).toBe('short');
    }
  });
});

describe('beside the price', () => {
  const hours = { until: new Date(2026, 10, 23, 18, 0).getTime(), isDearer: true };

  it('it says until when it is the peak price, or a low one', () => {
    expect(en(explainChipBefore({ ...facts, hours }))[0]).toBe(
      '≈ $0.012 (up to $0.041) · peak price until 18:00 · balance $3.92 · enough for 320 more like this',
    );
    expect(zh(explainChipBefore({ ...facts, hours }))).toContain('高峰价，至 18:00');
    expect(en(explainChipBefore({ ...facts, hours: { ...hours, isDearer: false } }))[0]).toContain(
      'low price until 18:00',
    );
    expect(en(explainChipBefore({ ...facts, estimate: null, hours }))[0]).not.toContain('until');
  });

  it('it says that the relay could not pay its supplier, unless the balance is short', () => {
    const news = { supplierAgoMs: 3 * 60_000, rate: { used: 60, limit: 60 } };
    expect(en(explainChipBefore({ ...facts, model: 'gpt-4-turbo' }, false, news))).toEqual([
      'This relay could not pay its supplier for gpt-4-turbo 3 min ago · ≈ $0.012 (up to $0.041)',
      'unsure',
    ]);
    expect(explainChipBefore({ ...facts, balance: dollars('0.03') }, false, news).mood).toBe('short');
  });

  it('it says how near the limit on calls is, and first where it is reached', () => {
    const say = (used: number) =>
      en(explainChipBefore(facts, false, { supplierAgoMs: null, rate: { used, limit: 60 } }));
    expect(say(58)).toEqual(['≈ $0.012 (up to $0.041) · 58 of 60 calls this minute', 'ok']);
    expect(say(60)).toEqual(['60 of 60 calls this minute · ≈ $0.012 (up to $0.041)', 'unsure']);
  });
});

describe('what is not known', () => {
  const links = { ...facts.links, recharge: 'https://relay.example/wallet', prices: 'https://relay.example/pricing' };

  it('is read on a page that a click opens: the wallet, or the list of prices', () => {
    expect(explainChipBefore({ ...facts, links }).url).toBeUndefined();
    expect(explainChipBefore({ ...facts, links, balance: null }).url).toBe(links.recharge);
    const unpriced = explainChipBefore({ ...facts, links, estimate: null });
    expect([en(unpriced)[0], unpriced.url]).toEqual([
      'Price of gpt-4-turbo not known · balance $3.92 · Open the price list to read it',
      links.prices,
    ]);
  });

  it('takes no click where the provider has no such page', () => {
    const none = { ...links, recharge: null, prices: null };
    expect(explainChipBefore({ ...facts, links: none, balance: null }).url).toBeUndefined();
    expect(explainChipBefore({ ...facts, links: none, estimate: null }).url).toBeUndefined();
  });
});

it('after a retry says that it was sent, what it did cost and what is left', () => {
  const sent = { isEstimated: false, cost: usd('0.006'), estimate: usd('0.005'), left: usd('4.99'), swapped: null };
  expect(en(explainChipSent(sent))).toEqual(['Sent. Cost $0.006, $4.99 left.', 'done']);
  expect(zh(explainChipSent(sent))).toBe('已发送。花费 $0.006，剩 $4.99。');
  expect(en(explainChipSent({ ...sent, isEstimated: true }))[0]).toBe('Sent. Cost ≈ $0.006, $4.99 left.');
  expect(en(explainChipSent({ ...sent, left: null }))[0]).toBe('Sent. Cost $0.006.');
  expect(en(explainChipSent({ ...sent, cost: null }))).toEqual(['Sent. What it cost is not known yet.', 'unsure']);
  const swapped = { asked: 'gpt-4-turbo', sent: 'gpt-4o-mini' };
  expect(en(explainChipSent({ ...sent, swapped }))[0]).toBe(
    'gpt-4o-mini answered, not gpt-4-turbo · Sent. Cost $0.006, $4.99 left.',
  );
});

describe('what is waste', () => {
  const none = { repeats: null, isTooMany: false, lost: null, carried: null };
  const repeats = { count: 6, sinceMs: 3.5 * 60_000 };
  const carried = { percent: 83, anew: usd('0.002') };
  const withWaste = (waste: Partial<Waste>): CallFacts => {
    return { ...facts, prompt: { tokens: 1200, turns: { count: 1, firstTokens: 1200 }, waste: { ...none, ...waste } } };
  };

  it.each([
    [{ repeats }, 'same request 6 times in 4 min', '同一请求 4 分钟内发了 6 次'],
    [
      { lost: usd('0.012') },
      "the first line changes each time: the provider's cache cannot help (about $0.012 a call)",
      '第一行每次都变，服务商的缓存用不上（每次约多花 $0.012）',
    ],
    [
      { carried },
      "the conversation so far is 83 % of this call's cost; a new chat would be $0.002",
      '之前的对话占本次费用的 83%；新开对话约 $0.002',
    ],
  ])('is one quiet line in the place of the balance', (waste, inEnglish, inChinese) => {
    expect(en(explainChipBefore(withWaste(waste)))).toEqual([`≈ $0.012 (up to $0.041) · ${inEnglish}`, 'ok']);
    expect(zh(explainChipBefore(withWaste(waste)))).toBe(`≈ $0.012（多半不超过 $0.041） · ${inChinese}`);
  });

  it('says the most telling of it, and nothing where there is none', () => {
    const all = { repeats, lost: usd('0.012'), carried };
    expect(en(explainChipBefore(withWaste(all)))[0]).toContain('same request 6 times');
    expect(en(explainChipBefore(withWaste({ ...all, repeats: null })))[0]).toContain('the first line changes');
    expect(en(explainChipBefore(withWaste({})))[0]).toContain('balance $3.92');
  });

  it('gives way to a balance that is short', () => {
    const short = { ...withWaste({ repeats }), balance: dollars('0.03') };
    expect(en(explainChipBefore(short))[0]).not.toContain('same request');
  });

  it('stands beside what the call did cost', () => {
    const after = { cost: usd('0.0024'), isEstimated: false, estimate: null, left: usd('7.1776'), swapped: null };
    const said = explainChipAfter(after, { ...none, repeats });
    expect(en(said)).toEqual(['cost $0.0024, $7.17 left · same request 6 times in 4 min', 'done']);
  });
});
