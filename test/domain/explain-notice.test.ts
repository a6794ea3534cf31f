import { describe, expect, it } from 'vitest';
import type { CardAction, CardView } from '../../lib/domain/card.ts';
import { explainAsk } from '../../lib/domain/explain-ask.ts';
import {
  busyTexts,
  explainArrived,
  explainGone,
  explainRest,
  explainRestSent,
  explainStillShort,
  isAlone,
  offerRest,
  withoutBackground,
} from '../../lib/domain/explain-notice.ts';
import { explainRefusal } from '../../lib/domain/explain-refusal.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { dollars, exampleOf, nano, RECORDS, refusalOf } from './explain-examples.ts';

const usd = (decimal: string) => ({ unit: 'USD', nano: nano(decimal) });
const credits = (decimal: string) => ({ unit: 'credits', nano: nano(decimal) });
const SUM = [{ key: 'sum.unpriced' }] as const;
const lines = (view: CardView, language: 'en' | 'zh' = 'en') => view.lines.map((line) => renderText(line, language));
const buttons = (view: CardView) => view.buttons.map((button) => [renderText(button.label, 'en'), button.action.kind]);

const READ = { isRead: true, canRead: true };

describe('after the click', () => {
  it('offers the answer to the rest, which the page does not show', () => {
    const view = explainRestSent(4, { cause: 'batch', cost: credits('72'), left: credits('842'), sum: SUM });
    expect(lines(view)[0]).toBe('4 records sent. Cost 72 credits, 842 left.');
    expect(buttons(view)).toEqual([['Copy the answer', 'copy-answer']]);
    const one = explainRestSent(1, { cause: 'batch', cost: credits('18'), left: credits('1'), sum: SUM });
    expect(lines(one)[0]).toBe('1 record sent. Cost 18 credits, 1 left.');
    expect(lines(one, 'zh')[0]).toBe('已发送 1 条。花费 18 点，剩 1 点。');
  });
});

describe('records that wait in the tab', () => {
  const { links } = RECORDS;
  const rest = { sent: 21, total: 25, rest: 4, need: credits('72'), have: credits('14'), links, sum: SUM };

  it('puts recharging first while they do not fit', () => {
    expect(lines(explainRest(rest))).toEqual([
      '21 of 25 records are sent; 4 are kept in this tab.',
      'They cost 72 credits; you have 14 credits.',
    ]);
    expect(buttons(explainRest(rest)).map(([label]) => label)).toEqual([
      'Recharge',
      "I've recharged: check",
      'Not now',
    ]);
  });

  it('puts sending first once they fit', () => {
    const enough = buttons(explainRest({ ...rest, have: credits('500') }));
    expect(enough).toEqual([
      ['Send remaining 4', 'send-rest'],
      ['Not now', 'dismiss'],
    ]);
    const unknown = buttons(explainRest({ ...rest, have: null })).map(([label]) => label);
    expect(unknown).toEqual(['Send remaining 4', 'Recharge', 'Not now']);
  });

  it('offers sending all the same where a recharge cannot be seen', () => {
    const view = offerRest(explainRest(rest), 4);
    expect(buttons(view).map(([label]) => label)).toEqual(['Send remaining 4', 'Recharge', 'Not now']);
  });
});

describe('while a card is open', () => {
  const facts = { ...exampleOf('depleted', 'en'), balance: dollars('5') };

  const arrived = { arrived: usd('5'), waiting: 'refused', isCharged: false } as const;

  it('says by itself that money arrived, and goes on from where the call stands', () => {
    const refused = explainArrived('depleted', facts, arrived);
    expect(lines(refused)).toEqual([
      '$5.00 arrived. Send now?',
      'You have $5.00; it needs about $0.024 (at most $0.053).',
      'Nothing was charged.',
    ]);
    expect(lines(refused, 'zh')[0]).toBe('$5.00 已到账。现在发送？');
    expect(buttons(refused)).toEqual([
      ['Send now', 'retry'],
      ['Not now', 'dismiss'],
    ]);
    const held = explainArrived('depleted', facts, { ...arrived, waiting: 'held', isCharged: null });
    expect(buttons(held)[0]).toEqual(['Send now', 'send']);
    expect(lines(held).join(' ')).not.toContain('charged');
  });

  it('says what there is, where nobody can tell what of it arrived', () => {
    const view = explainArrived('unsure', facts, { ...arrived, arrived: null });
    expect(lines(view)).toEqual([
      'You have $5.00. Send now?',
      'It needs about $0.024 (at most $0.053).',
      'Nothing was charged.',
    ]);
    expect(lines(view, 'zh')).toEqual(['余额 $5.00。现在发送？', '约需 $0.024（最多 $0.053）。', '本次未扣费。']);
  });

  it('says of several refused calls how many they are, and that nothing was charged', () => {
    const many = { ...facts, callsWaiting: 3, reserveAllNano: nano('0.1') };
    for (const sum of [usd('5'), null]) {
      const said = lines(explainArrived('depleted', many, { ...arrived, arrived: sum }));
      expect(said.slice(1)).toEqual(['3 calls waiting, $0.10 in all.', 'Nothing was charged.']);
    }
  });

  it('says that the page stopped waiting, keeps the message and the sum, and says whether anything was charged', () => {
    const ask = explainAsk('depleted', facts);
    const view = explainGone(ask, 'held', null);
    expect(lines(view)[0]).toBe('The page stopped waiting; nothing was sent.');
    expect(buttons(view)).toEqual([['Copy my message', 'copy-message']]);
    expect(view.sum).toEqual(ask.sum);
    const refused = explainGone(explainRefusal('depleted', facts, refusalOf('depleted')), 'refused', false);
    expect(lines(refused)[0]).not.toContain('nothing was sent');
    expect(lines(refused)[2]).toBe('Nothing was charged.');
    expect(refused.sum.length).toBeGreaterThan(0);
  });

  it('on a page that can never read it, the wallet comes first, and checking again is not offered', () => {
    const view = explainStillShort('not-enough', facts, refusalOf('not-enough'), { isRead: false, canRead: false });
    expect(lines(view)[0]).toBe('Your balance cannot be read from this page.');
    const actions = [...view.buttons, ...view.more].map(({ action }) => action.kind);
    expect(actions.slice(0, 2)).toEqual(['open', 'retry']);
    expect(actions).not.toContain('check-and-retry');
  });

  it('says that a recharge is not visible yet, and what trying costs', () => {
    const poor = { ...facts, balance: dollars('0.05') };
    const view = explainStillShort('not-enough', poor, refusalOf('not-enough'), READ);
    expect(lines(view)).toEqual([
      'Balance still $0.05: not visible yet.',
      'A recharge takes from seconds to 90 minutes to appear.',
      'Nothing was charged.',
    ]);
    expect(buttons(view).map(([label]) => label)).toContain('Try again (a refusal costs nothing)');
    const elsewhere = { kind: 'other-account', other: 'Team', account: 'Demo' } as const;
    const apart = explainStillShort('not-enough', { ...poor, elsewhere }, refusalOf('not-enough'), READ);
    expect(lines(apart)[1]).toBe('Money arrived at Team lately; this key pays from Demo.');
    expect(
      lines(explainStillShort('not-enough', poor, refusalOf('not-enough'), { isRead: false, canRead: true }))[0],
    ).toBe('The balance could not be read just now.');
  });

  it('still offers what needs no recharge, the page to recharge on, and the note for support', () => {
    const kinds = (view: CardView) => [...view.buttons, ...view.more].map(({ action }) => JSON.stringify(action));
    const empty = explainRefusal('depleted', facts, refusalOf('depleted'));
    const still = explainStillShort('depleted', facts, refusalOf('depleted'), READ);
    expect(kinds(empty).filter((kind) => !kinds(still).includes(kind))).toEqual([]);
    expect(kinds(still).filter((kind, at, all) => all.indexOf(kind) !== at)).toEqual([]);
    const poor = { ...exampleOf('not-enough', 'en'), balance: dollars('0.05') };
    const before = explainRefusal('not-enough', poor, refusalOf('not-enough'));
    const after = explainStillShort('not-enough', poor, refusalOf('not-enough'), READ);
    expect(kinds(before).filter((kind) => !kinds(after).includes(kind))).toEqual([]);
    expect(after.buttons[0]?.action.kind).toBe('check-and-retry');
    expect(after.buttons[1]?.action).toMatchObject({ kind: 'retry', revision: { kind: 'output-max' } });
  });

  it('says what is under way', () => {
    expect(renderText(busyTexts.checking, 'en')).toBe('Reading your balance …');
    expect(renderText(busyTexts.seconds(12), 'zh')).toBe('12 秒后发送……');
  });
});

it.each([
  ['ask', { kind: 'send' }, ['send', 'copy-message']],
  ['refusal', { kind: 'retry', revision: null, afterMs: 0 }, ['retry', 'copy-message']],
] as const)('after an update of ours a card (%s) says so, and keeps what needs only the page', (kind, way, left) => {
  const dead: readonly CardAction[] = [
    { kind: 'check-and-retry' },
    { kind: 'open', url: 'https://pay.example' },
    { kind: 'open-calls' },
    { kind: 'quiet-below', unit: 'USD', nano: 1n },
    { kind: 'link-key', account: 'a' },
    { kind: 'send-when-free' },
    { kind: 'copy-note', reader: 'support' },
    { kind: 'copy-report' },
  ];
  const button = (action: CardAction) => ({ label: { key: 'do.recharge' } as const, action });
  const [buttons, more] = [
    [...dead.slice(0, 2), way],
    [...dead.slice(2), { kind: 'copy-message' } as const],
  ];
  const said = { cause: 'depleted', lines: [], sum: [], original: null } as const;
  const next = withoutBackground({ ...said, kind, buttons: buttons.map(button), more: more.map(button) });
  expect(next.lines[0]?.key).toBe('notice.orphaned');
  expect([...next.buttons, ...next.more].map(({ action }) => action.kind)).toEqual(left);
  for (const kept of ['dismiss', 'show-original', 'copy-answer', 'send-rest'] as const)
    expect(isAlone({ action: { kind: kept } })).toBe(true);
});
