import { describe, expect, it } from 'vitest';
import { conditionOfFix, type LastingFix, linkOfFix, openLastingFixes } from '../../lib/advice/lasting-fix.ts';
import type { CallRecord } from '../../lib/domain/record.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { made } from './samples.ts';

function look(records: readonly CallRecord[]): readonly LastingFix[] {
  const fixes = openLastingFixes();
  for (const record of records) fixes.add(record);
  return fixes.end((provider) => provider.toUpperCase());
}
const refused = (number: number, change: Partial<CallRecord> = {}): CallRecord =>
  made(number, {
    ...{ usage: null, outcome: 'refusal', refusalCause: 'depleted', account: 'openai:a', day: '2026-11-05' },
    ...(change as object),
  });

describe('a lasting fix', () => {
  it('is offered at the third refusal of one cause in a month, and is one and the same from then on', () => {
    const two = [refused(1), refused(2)];
    expect(look(two)).toEqual([]);
    const [third, ...others] = look([...two, refused(3)]);
    expect(others).toEqual([]);
    expect(third).toMatchObject({ fix: 'auto-recharge', refused: 3, month: '2026-11', cause: 'depleted' });
    expect(look([...two, refused(3), refused(4)])[0]?.key).toBe(third?.key);
  });

  it('is not offered for one request tried again, other causes, other accounts or another month', () => {
    expect(look([1, 2, 3].map((number) => refused(number, { requestId: 'same' })))).toEqual([]);
    expect(look([refused(1), refused(2), refused(3, { refusalCause: 'key-limit' })])).toEqual([]);
    expect(look([refused(1), refused(2), refused(3, { account: 'openai:b' })])).toEqual([]);
    expect(look([refused(1, { day: '2026-10-31' }), refused(2), refused(3)])).toEqual([]);
    expect(look([1, 2, 3].map((number) => refused(number, { refusalCause: 'frozen' })))).toEqual([]);
  });

  it.each([
    ['depleted', 'auto-recharge', 'https://x/pay'],
    ['not-enough', 'recharge-more', 'https://x/pay'],
    ['billing-mismatch', 'usage-based', 'https://x/keys'],
    ['key-limit', 'raise-limit', 'https://x/keys'],
    ['rate-limit', 'another-plan', 'https://x/pay'],
  ] as const)('for %s is %s, with the page of the provider where it is made', (cause, kind, page) => {
    const [fix] = look([1, 2, 3].map((number) => refused(number, { refusalCause: cause })));
    expect(fix?.fix).toBe(kind);
    if (fix === undefined) return;
    expect(linkOfFix(fix, { recharge: 'https://x/pay', keys: 'https://x/keys' })).toBe(page);
    expect(linkOfFix(fix, { recharge: null, keys: null })).toBeNull();
    expect(conditionOfFix(fix, page)).toMatchObject({ key: fix.key, kind: 'fix', level: 'note', link: page });
    expect(renderText(fix.what, 'en')).toMatch(/^OPENAI said no 3 times this month: .+\.$/);
    expect(renderText(fix.what, 'zh')).toMatch(/^OPENAI 本月已拒绝 3 次：.+。$/);
  });
});
