import type { BalanceReading } from '../../lib/domain/balance.ts';
import { explainBalanceProblem } from '../../lib/domain/balance-problem.ts';
import { explainParts } from '../../lib/domain/explain-parts.ts';
import { toDecimal } from '../../lib/domain/money.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import type { Language, Text } from '../../lib/domain/text.ts';
import type { BalanceByKey } from '../../lib/engine/read-balance-by-key.ts';
import { wrapColumns } from '../terminal/columns.ts';
import type { Asked } from './find-asked.ts';

const COLUMNS = 80;

type Answered = Exclude<BalanceByKey, { kind: 'no-key' }>;

/** What a provider said, for a person, in 80 columns; addresses are never cut. */
export function writeBalance({ provider, site }: Asked, found: Answered, now: number, language: Language): string[] {
  const say = (text: Text): string => renderText(text, language);
  const inside = (text: string): string[] => wrapColumns(text, COLUMNS - 4).map((line) => `    ${line}`);
  if (found.kind === 'problem') {
    const [what, todo] = explainBalanceProblem(found.problem, provider.name);
    const lines = [what, todo].flatMap((text, index) =>
      index === 0 ? wrapColumns(say(text), COLUMNS) : inside(say(text)),
    );
    return [...lines, ...writeLinks({ provider, site }, language)];
  }
  const about = (reading: BalanceReading): string[] =>
    aboutReading(reading, found.of, now).flatMap((text) => inside(capital(say(text))));
  return [
    provider.name,
    ...found.readings.flatMap((reading) => [`  ${amountOf(reading, say)}`, ...about(reading)]),
    ...found.notes.flatMap((note) => inside(say({ key: `balance.note.${note}` }))),
    ...writeLinks({ provider, site }, language),
  ];
}

function amountOf({ availableNano, isUnlimited, unit }: BalanceReading, say: (text: Text) => string): string {
  if (availableNano === null) return say({ key: isUnlimited ? 'balance.unlimited' : 'balance.unknown' });
  const money = { kind: 'money', money: { unit, nano: availableNano }, rounding: 'down' } as const;
  return say({ key: 'chip.exact', params: { likely: money } });
}

function aboutReading(reading: BalanceReading, of: 'wallet' | 'key', now: number): readonly Text[] {
  const { at, source, confidence = 'low', frozenNano, unit, endsAt } = reading;
  const { within, apart } = explainParts(reading);
  const list = (key: 'popup.parts' | 'popup.apart', texts: readonly Text[]): readonly Text[] =>
    texts.length === 0 ? [] : [{ key, params: { parts: joined(texts) } }];
  const frozen = { kind: 'money', money: { unit, nano: frozenNano ?? 0n } } as const;
  const day = endsAt === undefined ? '' : new Date(endsAt).toISOString().slice(0, 10);
  return [
    {
      key: 'balance.read',
      params: {
        source: { key: `source.${source}` },
        age: { kind: 'age', ms: now - at },
        confidence: { key: `balance.confidence.${confidence}` },
      },
    },
    ...list('popup.parts', within),
    ...list('popup.apart', apart),
    ...(frozenNano !== null && frozenNano > 0n ? [{ key: 'popup.frozen', params: { money: frozen } } as const] : []),
    ...(day === '' ? [] : [{ key: 'balance.ends', params: { day: { kind: 'verbatim', text: day } } } as const]),
    ...(of === 'key' ? [{ key: 'balance.ofKey' } as const] : []),
  ];
}

/** Texts in one line, each rendered in the language of the whole. */
function joined([first, ...rest]: readonly Text[]): Text {
  if (first === undefined) throw new Error('[balance] there is nothing to join');
  return rest.length === 0 ? first : { key: 'balance.and', params: { one: first, rest: joined(rest) } };
}

/** Where to recharge and look; a provider may have neither. */
function writeLinks({ provider, site }: Pick<Asked, 'provider' | 'site'>, language: Language): string[] {
  const links = linksOf({ provider, site });
  return (['recharge', 'console'] as const).flatMap((name) => {
    const link = links[name];
    return link === null ? [] : [`    ${renderText({ key: `balance.${name}` }, language)}: ${link}`];
  });
}

/** The same for scripts: addresses in full, null where there is no such page. */
export function linksOf({ provider, site }: Pick<Asked, 'provider' | 'site'>): {
  readonly recharge: string | null;
  readonly console: string | null;
} {
  const port = site?.port ? `:${site.port}` : '';
  const origin = provider.consoleOrigin ?? (site && `${site.protocol}//${site.hostname}${port}`);
  const whole = (link: string | null): string | null =>
    link === null || !link.startsWith('/') ? link : origin && origin + link;
  return { recharge: whole(provider.links.recharge), console: whole(provider.links.transactions) ?? origin };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** One line of JSON for scripts: amounts are decimals as texts, null is unknown. */
export function describeBalance(asked: Asked, found: Answered, language: Language): object {
  const { id, name } = asked.provider;
  const head = { provider: id, name };
  const links = linksOf(asked);
  if (found.kind === 'problem') {
    const message = explainBalanceProblem(found.problem, name).map((text) => renderText(text, language));
    return { ...head, ok: false, problem: found.problem, message: message.join(' '), links };
  }
  const { of, readings, notes, source, date } = found;
  return { ...head, ok: true, of, balances: readings.map(describeReading), notes, links, documented: { source, date } };
}

function describeReading(reading: BalanceReading): object {
  const { unit, availableNano, frozenNano, isUnlimited = false, parts = [], endsAt, at, source, confidence } = reading;
  const decimal = (nano: bigint | null): string | null => (nano === null ? null : toDecimal(nano));
  return {
    unit,
    available: decimal(availableNano),
    isUnlimited,
    frozen: decimal(frozenNano),
    parts: parts.map(({ kind, nano, isApart = false }) => ({ kind, amount: toDecimal(nano), isCounted: !isApart })),
    endsAt: endsAt === undefined ? null : new Date(endsAt).toISOString(),
    at: new Date(at).toISOString(),
    source,
    confidence,
  };
}
