import { describe, expect, it } from 'vitest';
import { explainPaying, explainSupport } from '../../lib/domain/explain-help.ts';
import type { ProviderHelp } from '../../lib/domain/help.ts';
import { renderText } from '../../lib/domain/render-text.ts';

const source = 'https://relay.example/help';
const paying = (help: ProviderHelp, language: 'en' | 'zh' = 'en') =>
  explainPaying(help).map((text) => renderText(text, language));

describe('what somebody who pays should know', () => {
  it('is nothing where nothing is known', () => {
    expect(paying({ billing: 'prepaid', autoRecharge: 'there-is-one' })).toEqual([]);
    expect(explainSupport({})).toBeNull();
  });

  it('is how long it takes, what is added, and what becomes of what is left', () => {
    const help: ProviderHelp = {
      arrivals: [
        { by: 'any', minutes: [0, 5], source },
        { by: 'alipay', minutes: [1, 10], source },
        { by: 'bank-transfer', minutes: [60, 2880], source },
        { by: 'card', minutes: [0, 1], source },
      ],
      bonuses: [{ from: '100', unit: 'USD', percent: 10, source }],
      autoRecharge: 'on-by-default',
      creditsLastDays: 365,
      refunds: { kind: 'never', source },
    };
    expect(paying(help)).toEqual([
      'A payment: there within 5 min.',
      'Paid by Alipay: there after 1 to 10 min.',
      'Paid by bank transfer: can take up to 48 h.',
      'From $100 on 10 % is added.',
      'Automatic recharging is on there unless you switched it off.',
      'What you buy is gone after 365 days.',
      'What was paid in is not paid back.',
    ]);
    expect(paying(help, 'zh')[0]).toBe('付款：5 分钟内到账。');
  });

  it.each([
    [{ kind: 'unused-within-days', days: 1, source }, 'What is unused is paid back within 1 day.'],
    [{ kind: 'unused-within-days', days: 30, source }, 'What is unused is paid back within 30 days.'],
    [{ kind: 'on-request', source }, 'What is left is paid back on request.'],
  ] as const)('says of refunds %j: %s', (refunds, said) => {
    expect(paying({ refunds })).toEqual([said]);
  });

  it('is where support is heard, and when', () => {
    const render = (help: ProviderHelp) => {
      const text = explainSupport(help);
      return text && renderText(text, 'en');
    };
    expect(render({ support: 'mailto:help@relay.example' })).toBe('Support: help@relay.example');
    expect(render({ support: source, supportHours: 'Mon–Fri 09:00–18:00 UTC+8' })).toBe(
      `Support: ${source} (Mon–Fri 09:00–18:00 UTC+8)`,
    );
  });
});
