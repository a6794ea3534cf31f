import { describe, expect, it } from 'vitest';
import { CARD_CAUSES, type CardCause, type CardView } from '../../lib/domain/card.ts';
import { explainRefusal } from '../../lib/domain/explain-refusal.ts';
import type { Elsewhere } from '../../lib/domain/facts.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { Language } from '../../lib/domain/text.ts';
import { dollars, exampleOf, nano, refusalOf } from './explain-examples.ts';

type Spoken = { readonly lines: readonly string[]; readonly buttons: readonly string[] };

function speak(view: CardView, language: Language): Spoken {
  return {
    lines: view.lines.map((line) => renderText(line, language)),
    buttons: view.buttons.map((button) => renderText(button.label, language)),
  };
}

/** The design's starting texts, after a refusal. Where the design leaves out what was charged, it is added at the end. */
const TEXTS: readonly (readonly [CardCause, Language, Spoken])[] = [
  [
    'depleted',
    'en',
    {
      lines: [
        "Your message didn't go through: the balance at Laozhang is used up.",
        'Needs about $0.024 (at most $0.053), you have $0.00. Nothing was charged.',
        'Recharge and it continues from here.',
      ],
      buttons: ['Recharge', "I've recharged: check and retry", 'Where did it go?'],
    },
  ],
  [
    'depleted',
    'zh',
    {
      lines: [
        '消息未能完成：老张 API 余额已用完。',
        '约需 $0.024（最多 $0.053），余额 $0.00，本次未扣费。',
        '充值后可从这里继续。',
      ],
      buttons: ['去充值', '已充值，检查并重试', '钱花在哪了？'],
    },
  ],
  [
    'not-enough',
    'en',
    {
      lines: [
        'You have money, but not enough to set aside.',
        'Set aside $0.053, balance $0.050: $0.003 short. Nothing was charged.',
        'Up to 3,700 tokens of answer fit.',
      ],
      buttons: ['Retry with 3,700', 'gpt-4o-mini', 'Recharge'],
    },
  ],
  [
    'not-enough',
    'zh',
    {
      lines: [
        '余额还有，但不够预扣。',
        '预扣 $0.053，余额 $0.050，差 $0.003，本次未扣费。',
        '回答上限 3700 tokens 就够。',
      ],
      buttons: ['用 3700 重试', '换 gpt-4o-mini', '去充值'],
    },
  ],
  [
    'frozen',
    'en',
    {
      lines: [
        'Part of your balance is frozen.',
        'Total $12.40, frozen $12.00, usable $0.40, needed $0.95. Nothing was charged.',
        'Pending payment, risk check or reserve: the provider knows which.',
      ],
      buttons: ['Retry the size that fits', 'See what is frozen', 'Copy note for support'],
    },
  ],
  [
    'frozen',
    'zh',
    {
      lines: [
        '部分余额被冻结。',
        '总额 $12.40，冻结 $12.00，可用 $0.40，需 $0.95，本次未扣费。',
        '可能是待处理交易、风控或系统预留，以平台为准。',
      ],
      buttons: ['按可用额度重试', '查看冻结明细', '复制客服说明'],
    },
  ],
  [
    'in-flight',
    'en',
    {
      lines: [
        'Your own running calls hold the rest of your balance.',
        'They hold $2.10; usable $0.40, needed $0.95. Nothing was charged.',
        'It frees when they finish.',
      ],
      buttons: ['Send when it frees', 'Retry the size that fits', 'Try again (a refusal costs nothing)'],
    },
  ],
  [
    'billing-mismatch',
    'en',
    {
      lines: [
        "Not a lack of money: this key's billing doesn't fit the model.",
        'Key per request, model per token; your $7.18 is untouched. Nothing was charged.',
        'Use a per-token key, or another model.',
      ],
      buttons: ['Create a per-token key', 'Copy my message'],
    },
  ],
  [
    'billing-mismatch',
    'zh',
    {
      lines: [
        '不是没钱，是令牌计费方式不匹配。',
        '令牌按次，模型按量；$7.18 未动。本次未扣费。',
        '换按量令牌，或换模型。',
      ],
      buttons: ['新建按量令牌', '复制我的消息'],
    },
  ],
  [
    'key-limit',
    'en',
    {
      lines: [
        'Key "dev-1" reached its own limit, not your account.',
        '$0.02 of $10 left, needs $0.25; account $43.10. Nothing was charged.',
        "Recharging won't change this limit.",
      ],
      buttons: ['Raise the limit', 'Raised: retry', 'Retry the size that fits'],
    },
  ],
  [
    'key-limit',
    'zh',
    {
      lines: [
        '是令牌"dev-1"额度用尽，不是账户没钱。',
        '$10 额度剩 $0.02，需 $0.25；账户 $43.10，本次未扣费。',
        '充值不会改变令牌额度。',
      ],
      buttons: ['调高额度', '已调高，重试', '按剩余额度重试'],
    },
  ],
  [
    'supplier-empty',
    'en',
    {
      lines: [
        "Not your balance: the relay's own supplier account is empty.",
        "Your $7.18 is fine; recharging won't help. Nothing was charged.",
        'Another model or group may work now.',
      ],
      buttons: ['Try gpt-4o-mini', 'Retry in 5 min', 'Copy note for the relay'],
    },
  ],
  [
    'supplier-empty',
    'zh',
    {
      lines: [
        '不是你的余额问题：中转站的上游账户没钱了。',
        '你的 $7.18 没问题，充值没有用。本次未扣费。',
        '可换模型或分组试试。',
      ],
      buttons: ['换 gpt-4o-mini', '5 分钟后重试', '复制给站长的说明'],
    },
  ],
  [
    'rate-limit',
    'en',
    {
      lines: ['Too fast, not out of money.', 'Your $7.18 is fine. Nothing was charged.', 'Free again in 12 s.'],
      buttons: ['Send in 12 s', 'Keep editing'],
    },
  ],
  [
    'rate-limit',
    'zh',
    {
      lines: ['是请求太快，不是没钱。', '余额 $7.18 正常。本次未扣费。', '12 秒后恢复。'],
      buttons: ['12 秒后发送', '继续编辑'],
    },
  ],
  [
    'batch',
    'en',
    {
      lines: [
        "Your query didn't go through: it costs 450 credits, your balance is 392.",
        '25 records at 18; 58 short. Nothing was charged.',
        'The first 21 fit.',
      ],
      buttons: ['Send 21 now', 'Recharge 58 or more', "I've recharged: check and retry"],
    },
  ],
  [
    'unsure',
    'en',
    {
      lines: [
        "Your message didn't go through: Laozhang says the money isn't enough.",
        "We can't tell from here: used up, set aside, frozen, or the key's own limit.",
        'Your balance was $0.31, read 3 min ago. Nothing was charged.',
      ],
      buttons: ['Open wallet to check', 'Check again', 'Try again (a refusal costs nothing)'],
    },
  ],
];

describe('the card after a refusal', () => {
  it.each(TEXTS)('says for %s in %s what the design says', (cause, language, texts) => {
    const view = explainRefusal(cause, exampleOf(cause, language), refusalOf(cause));
    const { lines, buttons } = speak(view, language);
    expect({ lines, buttons: buttons.slice(0, texts.buttons.length) }).toEqual(texts);
  });

  it('says the limit on calls where the answer states it', () => {
    const says = (balance: boolean, language: 'en' | 'zh') => {
      const facts = exampleOf('rate-limit', language);
      const refusal = { ...refusalOf('rate-limit'), limitPerMinute: 60 };
      return speak(explainRefusal('rate-limit', balance ? facts : { ...facts, balance: null }, refusal), language)
        .lines[1];
    };
    expect(says(true, 'en')).toBe('Limit 60 per minute; your $7.18 is fine. Nothing was charged.');
    expect(says(false, 'en')).toBe('Limit 60 per minute. Nothing was charged.');
    expect(says(true, 'zh')).toBe('每分钟上限 60 次；余额 $7.18 正常。本次未扣费。');
  });

  it.each(CARD_CAUSES)('says whether anything was charged, also when nothing else is known: %s', (cause) => {
    const example = exampleOf(cause, 'en');
    for (const facts of [example, { ...example, balance: null, estimate: null, key: null, batch: null }]) {
      for (const [isCharged, words] of [
        [false, 'Nothing was charged.'],
        [true, 'What had already come was charged.'],
        [null, 'not known'],
      ] as const) {
        const view = explainRefusal(cause, facts, { ...refusalOf(cause), isCharged });
        expect(speak(view, 'en').lines.join(' ')).toContain(words);
      }
    }
  });

  it.each(CARD_CAUSES)('offers the message instead of a retry where the page no longer waits: %s', (cause) => {
    const view = explainRefusal(cause, exampleOf(cause, 'en'), { ...refusalOf(cause), canRetry: false });
    const kinds = [...view.buttons, ...view.more].map((button) => button.action.kind);
    expect(view.buttons.map((button) => button.action.kind)).toContain('copy-message');
    for (const kind of ['retry', 'check-and-retry', 'send-when-free']) expect(kinds).not.toContain(kind);
  });

  it.each(['billing-mismatch', 'key-limit', 'supplier-empty', 'rate-limit', 'frozen'] as const)(
    'offers no recharge where it does not help: %s',
    (cause) => {
      const view = explainRefusal(cause, exampleOf(cause, 'en'), refusalOf(cause));
      const urls = [...view.buttons, ...view.more].flatMap(({ action }) =>
        action.kind === 'open' ? [action.url] : [],
      );
      expect(urls).not.toContain('https://relay.example/topup');
    },
  );

  it('says that a refusal costs nothing only where that is known', () => {
    const labels = (isCharged: boolean | null) => {
      const view = explainRefusal('unsure', exampleOf('unsure', 'en'), { ...refusalOf('unsure'), isCharged });
      return [...view.buttons, ...view.more].map((button) => renderText(button.label, 'en'));
    };
    expect(labels(false)).toContain('Try again (a refusal costs nothing)');
    expect(labels(null)).toContain('Try again');
    expect(labels(null)).not.toContain('Try again (a refusal costs nothing)');
  });

  it("believes the refusal's own figures before an older reading", () => {
    const refusal = refusalOf('not-enough');
    const reading = { ...refusal.reading, availableNano: nano('0.03'), neededNano: nano('0.06'), unit: 'USD' };
    const view = explainRefusal('not-enough', exampleOf('not-enough', 'en'), { ...refusal, reading });
    expect(speak(view, 'en').lines[1]).toBe('Set aside $0.06, balance $0.03: $0.03 short. Nothing was charged.');
  });

  it("keeps the provider's own words beside, and leaves them out where there are none", () => {
    const refusal = refusalOf('depleted');
    expect(explainRefusal('depleted', exampleOf('depleted', 'en'), refusal).original).toBe(refusal.original);
    expect(explainRefusal('depleted', exampleOf('depleted', 'en'), { ...refusal, original: '' }).original).toBeNull();
  });
});

it('shows the amounts of one line with the same digits', () => {
  const example = exampleOf('not-enough', 'en');
  const estimate = example.estimate && { ...example.estimate, reserveNano: nano('0.059870') };
  const balance = dollars('0.000058');
  const view = explainRefusal('not-enough', { ...example, estimate, balance }, refusalOf('not-enough'));
  expect(speak(view, 'en').lines[1]).toBe(
    'Set aside $0.060, balance less than $0.001: $0.060 short. Nothing was charged.',
  );
  const nearer = explainRefusal(
    'not-enough',
    { ...example, estimate: estimate && { ...estimate, reserveNano: nano('0.1207') }, balance: dollars('0.05') },
    refusalOf('not-enough'),
  );
  expect(speak(nearer, 'en').lines[1]).toBe('Set aside $0.121, balance $0.050: $0.071 short. Nothing was charged.');
  expect(speak(view, 'zh').lines[1]).toBe('预扣 $0.060，余额不到 $0.001，差 $0.060，本次未扣费。');
});

describe('money that is elsewhere', () => {
  const third = (cause: CardCause, elsewhere: Elsewhere, language: Language) => {
    const view = explainRefusal(cause, { ...exampleOf(cause, language), elsewhere }, refusalOf(cause));
    return speak(view, language).lines[2];
  };
  it.each([
    [
      { kind: 'other-account', other: 'Team', account: 'Demo' },
      'Money arrived at Team lately; this key pays from Demo.',
      'Team 最近有到账，而此令牌用的是 Demo。',
    ],
    [
      { kind: 'twin', other: 'Moon (.ai)' },
      'Moon (.ai) is a wallet of its own: what is there does not count here.',
      'Moon (.ai) 是另一个钱包，那里的余额在这里不能用。',
    ],
    [
      { kind: 'subscription', plan: 'Moon Plus' },
      'A Moon Plus subscription does not pay for API calls.',
      'Moon Plus 订阅不包含 API 调用费用。',
    ],
  ] as const)('is said where the wallet is short: $kind', (elsewhere, en, zh) => {
    expect(third('depleted', elsewhere, 'en')).toBe(en);
    expect(third('not-enough', elsewhere, 'zh')).toBe(zh);
  });

  it('is not said where money is not what is missing', () => {
    for (const cause of ['key-limit', 'billing-mismatch', 'supplier-empty', 'rate-limit', 'frozen'] as const) {
      expect(third(cause, { kind: 'twin', other: 'Moon (.ai)' }, 'en')).not.toContain('Moon');
    }
  });
});

describe('an old reading', () => {
  const old = (cause: CardCause) => {
    const facts = exampleOf(cause, 'en');
    const balance = facts.balance && { ...facts.balance, at: facts.now - 3 * 86_400_000 };
    return explainRefusal(cause, { ...facts, balance }, refusalOf(cause));
  };

  it.each(['supplier-empty', 'rate-limit', 'billing-mismatch', 'key-limit', 'depleted'] as const)(
    'is not said as if it were new: %s',
    (cause) => {
      const { lines } = speak(old(cause), 'en');
      expect(lines.join(' ')).not.toMatch(/\$7\.18|\$43\.10|you have/i);
      expect(lines.join(' ')).toContain('Nothing was charged.');
    },
  );

  it('is said with its age where that is all there is', () => {
    expect(speak(old('unsure'), 'en').lines[2]).toMatch(/^Your balance was \$0\.31, read 3 .+ Nothing was charged\.$/);
  });
});

describe('several refused calls', () => {
  it.each(CARD_CAUSES)('are said to be several, and that nothing was charged: %s', (cause) => {
    const many = { ...exampleOf(cause, 'en'), callsWaiting: 3, reserveAllNano: nano('0.1') };
    const { lines } = speak(explainRefusal(cause, many, refusalOf(cause)), 'en');
    expect(lines).toHaveLength(3);
    expect(lines.join(' ')).toContain('3 calls waiting');
    expect(lines.join(' ')).toContain('Nothing was charged.');
  });
});
