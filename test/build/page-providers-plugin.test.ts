import { expect, it } from 'vitest';
import { pageHalf } from '../../build/page-half.ts';
import { pageProvidersPlugin, pageProvidersText } from '../../build/page-providers-plugin.ts';
import { real } from '../../lib/providers/all.ts';
import { PAGE_FIELDS, type PageProvider, type Provider } from '../../lib/providers/provider.ts';

const LIST = '/checkout/lib/providers/all.ts';

/** The module as a page's bundle has it. */
async function load(text: string): Promise<readonly PageProvider[]> {
  const module = await import(`data:text/javascript,${encodeURIComponent(text)}`);
  return (module as { readonly real: readonly PageProvider[] }).real;
}

const byId = (one: { readonly id: string }, other: { readonly id: string }): number => (one.id < other.id ? -1 : 1);

it('pages know of every provider what is meant for them, and nothing else', async () => {
  const known = await load(pageProvidersText());
  expect(known.map(({ id }) => id)).toEqual(real.map(({ id }) => id));
  for (const [index, half] of known.entries()) {
    const whole = pageHalf(real[index] as Provider);
    expect(Object.keys(half).sort()).toEqual([...PAGE_FIELDS].sort());
    for (const field of PAGE_FIELDS) {
      if (field !== 'surfaces')
        expect({ id: half.id, [field]: half[field] }).toEqual({ id: whole.id, [field]: whole[field] });
    }
    expect([...half.surfaces].sort(byId)).toEqual([...whole.surfaces].sort(byId));
  }
});

it('a balance that nothing says the owner of is left to those who ask with a key', () => {
  const byId = (id: string): Provider => real.find((one) => one.id === id) as Provider;
  expect(byId('tavily').balances).not.toEqual([]);
  const half = pageHalf(byId('tavily'));
  expect(half.balances).toEqual([]);
  expect(new Set(half.surfaces.map(({ kind }) => kind))).toEqual(new Set(['call']));
  // Who is signed in at the platform owns what its API tells.
  expect(pageHalf(byId('deepseek')).balances).toEqual(byId('deepseek').balances);
  expect(pageHalf(byId('anthropic')).balances).toEqual(byId('anthropic').balances);
});

it('stands in the place of the list where a page’s script is built, and nowhere else', () => {
  const plugin = pageProvidersPlugin();
  plugin.buildStart({ input: ['/checkout/entrypoints/bridge.ts'] });
  expect(plugin.load(LIST)).toBe(pageProvidersText());
  expect(plugin.load('/checkout/lib/domain/site-price.ts')).toContain('priceSiteModel');
  expect(plugin.load('/checkout/lib/domain/site-billing.ts')).not.toContain('/topup');
  expect(plugin.load('/checkout/lib/providers/registry.ts')).toBeNull();
  plugin.buildStart({ input: ['/checkout/entrypoints/background.ts'] });
  expect(plugin.load(LIST)).toBeNull();
  expect(plugin.load('/checkout/lib/domain/site-price.ts')).toBeNull();
});

it('a bundle that comes after the bridge counts with the bridge’s counter', async () => {
  const plugin = pageProvidersPlugin();
  plugin.buildStart({ input: ['/checkout/entrypoints/wires.ts'] });
  const text = plugin.load('/checkout/lib/domain/count-tokens.ts');
  const mine = {};
  Object.assign(globalThis, { __tollkeeperOpenCounter: () => mine });
  const { openTokenCounter } = await import(`data:text/javascript,${encodeURIComponent(text ?? '')}`);
  expect(openTokenCounter()).toBe(mine);
  plugin.buildStart({ input: ['/checkout/entrypoints/bridge.ts'] });
  expect(plugin.load('/checkout/lib/domain/count-tokens.ts')).toContain('/bridge/counter-parts.ts');
  plugin.buildStart({ input: ['/checkout/entrypoints/estimator-worker.ts'] });
  expect(plugin.load('/checkout/lib/domain/count-tokens.ts')).toContain("importScripts('/counter.js')");
  plugin.buildStart({ input: ['/checkout/entrypoints/counter.ts'] });
  expect(plugin.load('/checkout/lib/domain/count-tokens.ts')).toBeNull();
});
