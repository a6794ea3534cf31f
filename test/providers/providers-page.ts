import type { NoBalanceByKey } from '../../lib/domain/balance-ask.ts';
import type { Surface } from '../../lib/domain/surface.ts';
import type { Provider } from '../../lib/providers/provider.ts';
import { families, knownSites } from '../../lib/providers/registry.ts';
import { asksOf } from '../../lib/providers/site-asks.ts';
import { described } from './described.ts';
import { lacksOf } from './lacks.ts';

/** `docs/providers.md`: every provider of a release, complete or listed, and what is not sure. */
export function providersPage(): string {
  const shown = described.filter(({ isForTestingOnly }) => !isForTestingOnly).toSorted(byName);
  const complete = shown.filter(({ state }) => state === 'complete');
  return `# Providers

Written by \`npx vitest run test/providers/docs.test.ts -u\`; edit \`lib/providers/\` instead.

**${complete.length} complete, ${shown.length - complete.length} listed.** *Complete*: what a call cost, how it is refused and
what is left were each seen in a recording from an outside source (\`lib/providers/recordings/\`, with address and day).
*Listed*: its calls and links are known, and what the last column names was not found anywhere; Tollkeeper then says
"unknown", never a guess. *Balance by key* is what \`npm run -s tollkeeper -- balance\` asks (docs/balance.md).

| provider | state | speaks | prices | balance from | balance by key | what nobody has shown us |
| --- | --- | --- | --- | --- | --- | --- |
${shown.map(rowOf).join('\n')}

## Consoles and playgrounds

What the provider's own pages load and is read as they load it, and where the form of its playground is known: there the chip
knows the model and its bounds before the first call. Elsewhere, on any watched page, it is beside the field that the first
call was typed in, from then on. "–": nobody has shown us.

| provider | its console | what its pages load | its playground |
| --- | --- | --- | --- |
${shown.map(consoleOf).join('\n')}

## What is not sure

Facts on less than the provider's own word, with the mark of their source.

${shown.flatMap(doubtsOf).join('\n')}
`;
}

const byName = (a: Provider, b: Provider): number => a.name.localeCompare(b.name, 'en');

function rowOf(provider: Provider): string {
  const { state, surfaces, balances } = provider;
  const wires = [...new Set(surfaces.flatMap(({ wire }) => wire ?? []))];
  const cells = [
    nameOf(provider),
    state,
    wires.join(', ') || '–',
    pricesOf(provider),
    balances.map(({ surface }) => addressOf(provider, surface)).join(', ') || '–',
    byKeyOf(provider),
    lacksOf(provider).join(', ') || '–',
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Of a family it is the software that is known, and of its sites those with a name. */
function nameOf({ id, name }: Provider): string {
  const family = families.find((one) => id.startsWith(`${one.id}@`));
  if (family === undefined) return name;
  return knownSites.some((site) => site.id === id) ? `${name} (${family.id})` : `${family.name}, any host`;
}

function pricesOf({ prices, basePrices, priceBySite }: Provider): string {
  if (priceBySite) return "the site's own list";
  const own =
    prices.length === 0
      ? []
      : [
          `own (${prices
            .map(({ date }) => date)
            .toSorted()
            .at(-1)})`,
        ];
  return [...own, ...(basePrices ? ['base list'] : [])].join(', ') || 'unknown';
}

function addressOf({ surfaces, id }: Provider, surface: string): string {
  const found = surfaces.find((one) => one.id === surface);
  return found === undefined ? surface : `\`${id.includes('@') ? '' : found.hosts[0]}${found.path}\``;
}

const REASONS: Readonly<Record<NoBalanceByKey['why'], string>> = {
  'console-only': 'no: console only',
  'spend-only': 'no: what was spent only',
  'session-only': 'no: who is signed in only',
  'cloud-key': 'no: keys of the whole cloud account only',
  ended: 'no: the address was closed',
  'plan-only': 'no: what is left of a plan only',
};

/** What `tollkeeper balance` asks with which kind of key, how sure that is, and since when we know. */
function byKeyOf(provider: Provider): string {
  const asks = asksOf(provider, null);
  if (asks === null) return 'nobody has looked';
  if ('why' in asks) return REASONS[asks.why];
  return asks
    .map(({ keyKind, of, confidence, date }) => {
      const kind = keyKind === 'account' ? "the account's own token" : `${keyKind} key`;
      return `${kind}${of === 'key' ? ', its own limit' : ''} (${confidence}, ${date})`;
    })
    .join('; ');
}

/** What pages of the console get, by where it lies; what only a key is told is none of it. */
function consoleOf(provider: Provider): string {
  const { console, surfaces, playgrounds, id } = provider;
  const isLoaded = ({ hosts, kind }: Surface): boolean =>
    kind !== 'call' && (id.includes('@') || hosts.every((host) => console.hosts.includes(host)));
  const loaded = surfaces.filter(isLoaded).map((surface) => `${surface.kind} \`${surface.path}\``);
  const cells = [
    nameOf(provider),
    id.includes('@') ? 'its own host' : console.hosts.map((host) => `\`${host}\``).join(', '),
    loaded.join(', ') || '–',
    [...new Set(playgrounds.map(({ path }) => `\`${path}\``))].join(', ') || '–',
  ];
  return `| ${cells.join(' | ')} |`;
}

function doubtsOf(provider: Provider): readonly string[] {
  if (provider.doubts.length === 0) return [];
  return [`- **${nameOf(provider)}**: ${provider.doubts.map(({ about, mark }) => `${about} (${mark})`).join(', ')}`];
}
