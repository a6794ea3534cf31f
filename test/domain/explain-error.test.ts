import { describe, expect, it } from 'vitest';
import { explainError } from '../../lib/domain/explain-error.ts';
import { ERROR_CAUSES, type ErrorCause, type ErrorWallet } from '../../lib/domain/refusals/causes.ts';
import { classifyError } from '../../lib/domain/refusals/classify-error.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { Language } from '../../lib/domain/text.ts';

const LINKS = { recharge: 'https://a.test/pay', keys: 'https://a.test/keys', wallet: 'https://a.test/wallet' };

interface Given {
  readonly wallet?: ErrorWallet | null;
  readonly bodyText?: string;
  readonly isPartFrozen?: boolean;
}

function explain(cause: ErrorCause, { wallet = 'user', bodyText = 'x', isPartFrozen = false }: Given = {}) {
  const error = classifyError({ status: 402, headers: {}, bodyText });
  return explainError({
    provider: 'Acme',
    error,
    decided: { cause, wallet, isPartFrozen },
    have: { unit: 'USD', nano: 50_000_000n },
    need: { unit: 'USD', nano: 53_000_000n },
    used: null,
    limit: null,
    isCharged: false,
    links: LINKS,
  });
}

const keysOf = (cause: ErrorCause, given: Given = {}) => explain(cause, given).options.map(({ key }) => key);

describe.each(['en', 'zh'] satisfies Language[])('in %s', (language) => {
  it.each(ERROR_CAUSES)('%s is told in three lines, with the sum and whether anything was charged', (cause) => {
    const said = explain(cause).lines.map((line) => renderText(line, language));
    expect(said).toHaveLength(3);
    for (const line of said) expect(line).not.toMatch(/[{}?]|undefined|^$/);
    expect(said[1]).toContain('$0.050');
    expect(said[1]).toContain(language === 'en' ? 'Nothing was charged.' : '本次未扣费。');
    for (const { label } of explain(cause).options) expect(renderText(label, language)).not.toMatch(/[{}]/);
  });
});

describe('recharging', () => {
  it.each(ERROR_CAUSES)('%s', (cause) => {
    const helps = cause === 'depleted' || cause === 'insufficient_for_request';
    expect(keysOf(cause).includes('recharge')).toBe(helps);
  });

  it('is not offered for an empty wallet of somebody else', () => {
    expect(keysOf('depleted', { wallet: 'upstream' })).not.toContain('recharge');
  });

  it('is not offered where a plan or a lock may be the reason', () => {
    const doubtful = ['User is locked. Reason: Exhausted balance.', '余额不足或无可用资源包,请充值。'];
    for (const bodyText of doubtful)
      expect(keysOf('depleted', { bodyText })).toEqual(['open-wallet', 'contact-support']);
  });

  it('comes after what costs nothing', () => {
    const bodyText = 'You requested up to 64000 tokens, but can only afford 61586';
    expect(keysOf('insufficient_for_request', { bodyText })).toEqual(['lower-max-tokens', 'other-model', 'recharge']);
    const held = 'This request would exceed your available credits given your in-flight requests.';
    const error = classifyError({ status: 402, headers: {}, bodyText: held });
    expect(error).toMatchObject({ cause: 'insufficient_for_request', isHeldByCalls: true, isRetryable: true });
    expect(keysOf('insufficient_for_request', { bodyText: held })[0]).toBe('wait-for-calls');
  });
});

it('links lead to our own table only', () => {
  const [recharge] = explain('depleted', { bodyText: 'Insufficient balance, pay at https://evil.test' }).options;
  expect(recharge).toMatchObject({ key: 'recharge', url: LINKS.recharge });
});

it('open bills are told apart from a stop, and a stop from a frozen part', () => {
  const heads = [
    explain('frozen', { bodyText: 'Your account is in arrears' }),
    explain('frozen'),
    explain('frozen', { isPartFrozen: true }),
  ].map(({ lines: [head] }) => head?.key);
  expect(heads).toEqual(['error.owed.head', 'error.stopped.head', 'error.frozen.head']);
});
