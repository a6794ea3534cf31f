import { describe, expect, it } from 'vitest';
import { CARD_CAUSES, type CardCause, type CardView } from '../../lib/domain/card.ts';
import { explainAsk } from '../../lib/domain/explain-ask.ts';
import type { CallFacts } from '../../lib/domain/facts.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { Language } from '../../lib/domain/text.ts';
import { dollars, exampleOf, nano, RECORDS } from './explain-examples.ts';

type Spoken = { readonly lines: readonly string[]; readonly buttons: readonly string[] };

function speak(view: CardView, language: Language): Spoken {
  return {
    lines: view.lines.map((line) => renderText(line, language)),
    buttons: view.buttons.map((button) => renderText(button.label, language)),
  };
}

/** The design's starting texts, before sending. */
const TEXTS: readonly (readonly [CardCause, Language, Spoken])[] = [
  [
    'batch',
    'en',
    {
      lines: [
        'This query costs 450 credits. Your balance is 392.',
        '25 records at 18; 58 short.',
        'Recharge, or change the request?',
      ],
      buttons: ['Send 21 now', 'Recharge 58 or more', 'Keep editing'],
    },
  ],
  [
    'batch',
    'zh',
    {
      lines: ['本次需 450 点，余额 392 点。', '25 条 × 18 点，差 58 点。', '充值，还是调整请求？'],
      buttons: ['先发 21 条', '充值 58 点以上', '继续编辑'],
    },
  ],
  [
    'depleted',
    'en',
    {
      lines: [
        'Your balance at Laozhang is used up.',
        'This message needs about $0.024 (at most $0.053); you have $0.00.',
        'Not sent yet; your text is safe.',
      ],
      buttons: ['Recharge (from $1, about 41 like this)', 'Send anyway', 'Keep editing'],
    },
  ],
  [
    'depleted',
    'zh',
    {
      lines: ['老张 API 余额已用完。', '这条消息约需 $0.024（最多 $0.053），余额 $0.00。', '尚未发送，内容还在。'],
      buttons: ['去充值（$1 起，约 41 次）', '仍然发送', '继续编辑'],
    },
  ],
  [
    'not-enough',
    'en',
    {
      lines: [
        'The relay sets aside $0.053 first; you have $0.050.',
        'Real cost is probably $0.024: the rest comes back.',
        'Ask for a shorter answer, or recharge?',
      ],
      buttons: ['Send with max_tokens 3,700', 'gpt-4o-mini: sets aside $0.0008', 'Recharge'],
    },
  ],
  [
    'not-enough',
    'zh',
    {
      lines: ['中转站要先预扣 $0.053，余额 $0.050。', '实际大约 $0.024，多扣的会退回。', '缩短回答，还是充值？'],
      buttons: ['用 max_tokens 3700 发送', '换 gpt-4o-mini：预扣 $0.0008', '去充值'],
    },
  ],
  [
    'frozen',
    'en',
    {
      lines: [
        '$12.40 in total, but $12.00 is frozen: $0.40 usable.',
        'This call sets aside $0.95.',
        'A recharge may not free the frozen part.',
      ],
      buttons: ['Send the size that fits', 'See what is frozen', 'Keep editing'],
    },
  ],
  [
    'frozen',
    'zh',
    {
      lines: ['总额 $12.40，其中冻结 $12.00，可用 $0.40。', '本次预扣 $0.95。', '充值不一定能解冻。'],
      buttons: ['按可用额度发送', '查看冻结明细', '继续编辑'],
    },
  ],
  [
    'in-flight',
    'en',
    {
      lines: [
        'Your own running calls hold $2.10: $0.40 usable.',
        'This call sets aside $0.95.',
        'It frees when they finish.',
      ],
      buttons: ['Send when it frees', 'Send the size that fits', 'Keep editing'],
    },
  ],
  [
    'billing-mismatch',
    'en',
    {
      lines: [
        'This key pays per request; gpt-4-turbo is billed per token.',
        'It will be refused, though you have $7.18.',
        "Recharging won't help.",
      ],
      buttons: ['Create a per-token key', 'Send anyway', 'Keep editing'],
    },
  ],
  [
    'billing-mismatch',
    'zh',
    {
      lines: ['此令牌为按次计费，gpt-4-turbo 按量计费。', '余额有 $7.18 也会被拒。', '充值没有用。'],
      buttons: ['新建按量令牌', '仍然发送', '继续编辑'],
    },
  ],
  [
    'key-limit',
    'en',
    {
      lines: [
        'Key "dev-1" has $0.02 left of its $10 limit.',
        'This call sets aside $0.25. Your account has $43.10.',
        "Raise the key's limit, or use another key?",
      ],
      buttons: ['Raise the limit', 'Send the size that fits', 'Keep editing'],
    },
  ],
  [
    'key-limit',
    'zh',
    {
      lines: ['令牌"dev-1"的 $10 额度只剩 $0.02。', '本次预扣 $0.25；账户余额 $43.10。', '调高令牌额度，还是换令牌？'],
      buttons: ['调高额度', '按剩余额度发送', '继续编辑'],
    },
  ],
  [
    'own-limit',
    'en',
    {
      lines: [
        'This is above your limit of $0.02 per call.',
        'It costs about $0.024, $0.053 at most; you have $7.18.',
        'Not sent yet; your text is safe.',
      ],
      buttons: ['Send it', 'Keep editing'],
    },
  ],
  [
    'unsure',
    'zh',
    {
      lines: ['这次可能会被拒，目前无法判断。', '3 分钟前读取的余额是 $0.31。', '尚未发送，内容还在。'],
      buttons: ['仍然发送', '打开钱包查看', '继续编辑'],
    },
  ],
];

describe('the card before sending', () => {
  it.each(TEXTS)('says for %s in %s what the design says', (cause, language, texts) => {
    const { buttons, lines } = speak(explainAsk(cause, exampleOf(cause, language)), language);
    expect({ lines, buttons: buttons.slice(0, texts.buttons.length) }).toEqual(texts);
  });

  it.each(CARD_CAUSES)('always has a way back and a way on: %s', (cause) => {
    const view = explainAsk(cause, {
      ...exampleOf(cause, 'en'),
      links: { recharge: null, keys: null, transactions: null },
    });
    const kinds = [...view.buttons, ...view.more].map((button) => button.action.kind);
    expect(kinds).toContain('dismiss');
    expect(kinds).toContain('send');
  });

  it('sends exactly the records that fit', () => {
    const [primary] = explainAsk('batch', RECORDS).buttons;
    expect(primary?.action).toEqual({ kind: 'send-revised', revision: { kind: 'batch', keep: 21 } });
  });

  it('keeps "Don\'t ask below" under More, with a limit that lets this call through', () => {
    const view = explainAsk('own-limit', exampleOf('own-limit', 'en'));
    const button = view.more.find((each) => each.action.kind === 'raise-own-limit');
    expect(button && renderText(button.label, 'en')).toBe("Don't ask below $0.10 here");
    expect(button?.action).toEqual({ kind: 'raise-own-limit', unit: 'USD', nano: nano('0.1') });
  });

  it.each<readonly [NonNullable<CallFacts['ownLimitRule']>, string, string, string]>([
    [
      { kind: 'chosen' },
      'This is above your limit of $0.02 per call.',
      '超过了你设的单次上限 $0.02。',
      'Your own limit: $0.02 per call',
    ],
    [
      { kind: 'usual', usualNano: nano('0.005') },
      'Dearer than your calls usually are: above $0.02.',
      '比你平时的调用贵：超过 $0.02。',
      'Asked above: 4 × $0.005, which 19 of 20 of your calls kept to = $0.02',
    ],
    [
      { kind: 'floor' },
      'Above $0.02 per call we ask first.',
      '单次超过 $0.02，我们先问一下。',
      'Asked above: $0.02, or 4 × what 19 of 20 of your calls cost at most, where that is more',
    ],
    [
      { kind: 'share', balanceNano: nano('0.08') },
      'This is more than a quarter of your balance: above $0.02.',
      '超过余额的四分之一：$0.02。',
      'Asked above: a quarter of $0.08 = $0.02',
    ],
  ])('calls a limit the user’s own only if it is: $kind', (ownLimitRule, head, zh, last) => {
    const view = explainAsk('own-limit', { ...exampleOf('own-limit', 'en'), ownLimitRule });
    expect(speak(view, 'en').lines[0]).toBe(head);
    expect(speak(view, 'zh').lines[0]).toBe(zh);
    expect(view.sum.map((text) => renderText(text, 'en')).at(-1)).toBe(last);
  });

  it('says when a key’s limit begins anew, where that is told', () => {
    const facts = exampleOf('key-limit', 'en');
    const view = explainAsk('key-limit', {
      ...facts,
      key: facts.key && { ...facts.key, resetsAt: '2026-12-01 00:00' },
    });
    expect(speak(view, 'en').lines[2]).toBe(
      "Raise the key's limit, use another key, or wait until 2026-12-01 00:00 UTC?",
    );
    expect(speak(view, 'zh').lines[2]).toBe('调高令牌额度、换令牌，还是等到 2026-12-01 00:00 UTC？');
  });

  it('counts the calls that wait', () => {
    const facts = { ...RECORDS, callsWaiting: 10, reserveAllNano: nano('4500') };
    const lines = (language: Language) => speak(explainAsk('batch', facts), language).lines;
    expect(lines('en')[2]).toBe('10 calls waiting, 4,500 credits in all.');
    expect(lines('zh')[2]).toBe('10 个请求在等待，共 4500 点。');
  });

  it('speaks of all queries where each alone would be paid', () => {
    const rich = RECORDS.balance && { ...RECORDS.balance, usableNano: nano('1000'), availableNano: nano('1000') };
    const facts = { ...RECORDS, balance: rich, callsWaiting: 10, reserveAllNano: nano('4500') };
    expect(speak(explainAsk('batch', facts), 'en').lines).toEqual([
      '10 queries cost 4,500 credits in all. Your balance is 1,000.',
      '3,500 short for all of them.',
      'Recharge, or change the request?',
    ]);
  });

  it('offers no recharge where it does not help', () => {
    for (const cause of ['billing-mismatch', 'key-limit', 'frozen'] as const) {
      const view = explainAsk(cause, exampleOf(cause, 'en'));
      const urls = [...view.buttons, ...view.more].flatMap(({ action }) =>
        action.kind === 'open' ? [action.url] : [],
      );
      expect(urls).not.toContain('https://relay.example/topup');
    }
  });

  it('shows two compared amounts with as many decimals as tell them apart', () => {
    const facts = { ...exampleOf('not-enough', 'en'), balance: dollars('0.0529') };
    expect(speak(explainAsk('not-enough', facts), 'en').lines[0]).toBe(
      'The relay sets aside $0.0530 first; you have $0.0529.',
    );
  });

  it('says what it cannot tell when nothing is known', () => {
    const facts = { ...exampleOf('unsure', 'en'), balance: null, estimate: null };
    expect(speak(explainAsk('unsure', facts), 'en').lines).toEqual([
      "This may be refused: we can't tell from here.",
      'Your balance at Laozhang has not been read yet.',
      'The price of this call is not known.',
    ]);
  });
});
