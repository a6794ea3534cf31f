import { CARD_CAUSES, type CardView, type LineView } from '../../lib/domain/card.ts';
import { isAboutMoney } from '../../lib/domain/decide-cause.ts';
import { explainAsk } from '../../lib/domain/explain-ask.ts';
import { afterOpening } from '../../lib/domain/explain-card.ts';
import {
  explainArrived,
  explainGone,
  explainRest,
  explainRestSent,
  explainStillShort,
  withoutBackground,
} from '../../lib/domain/explain-notice.ts';
import { explainRateLine } from '../../lib/domain/explain-rate.ts';
import { explainRefusal } from '../../lib/domain/explain-refusal.ts';
import type { Language, Text } from '../../lib/domain/text.ts';
import { dollars, exampleOf, nano, RECORDS, refusalOf } from '../domain/explain-examples.ts';

const usd = (decimal: string) => ({ unit: 'USD', nano: nano(decimal) });
const credits = (decimal: string) => ({ unit: 'credits', nano: nano(decimal) });

/** As long as the name of a relay may be. */
const LONG_RELAY = 'The Very Friendly Relay of Everybody and Their Neighbours Inc';

/** Every card before sending, by cause; one with many calls waiting. */
export function askCards(language: Language): Readonly<Record<string, CardView>> {
  const cards = CARD_CAUSES.filter((cause) => cause !== 'supplier-empty' && cause !== 'rate-limit').map(
    (cause) => [cause, explainAsk(cause, exampleOf(cause, language))] as const,
  );
  // As calls that are joined have it: no smaller size works for all of them.
  const fits = { outputTokensMax: null, outputReserveNano: null, batchKeep: null, cheaper: null };
  const many = { ...RECORDS, fits, callsWaiting: 10, reserveAllNano: nano('4500') };
  const long = { ...exampleOf('depleted', language), providerName: LONG_RELAY };
  const two = { ...exampleOf('own-limit', language), callsWaiting: 2, reserveAllNano: nano('0.10592') };
  return {
    ...Object.fromEntries(cards),
    many: explainAsk('batch', many),
    'own-limit-two': explainAsk('own-limit', two),
    'long-relay': explainAsk('depleted', long),
  };
}

/** Every card after a refusal, by cause; one whose page no longer waits. */
export function refusalCards(language: Language): Readonly<Record<string, CardView>> {
  // A limit on calls has a line instead.
  const cards = CARD_CAUSES.filter((cause) => isAboutMoney(cause) && cause !== 'rate-limit').map(
    (cause) => [cause, explainRefusal(cause, exampleOf(cause, language), refusalOf(cause))] as const,
  );
  const late = { ...refusalOf('depleted'), canRetry: false, isCharged: null };
  const accounts = [
    { id: 'relay:1', name: 'dev@example.org' },
    { id: 'relay:2', name: 'team@example.org' },
  ];
  const nobody = { ...exampleOf('unsure', language), balance: null, accounts };
  const account = { name: 'dev@example.org', isAssumed: false };
  const models = 'https://relay.example/pricing';
  const mismatch = exampleOf('billing-mismatch', language);
  return {
    ...Object.fromEntries(cards),
    'whose-key': explainRefusal('unsure', nobody, refusalOf('unsure')),
    'whose-linked': explainRefusal(
      'depleted',
      { ...exampleOf('depleted', language), account: { ...account, isByUser: true } },
      refusalOf('depleted'),
    ),
    'whose-assumed': explainRefusal(
      'depleted',
      { ...exampleOf('depleted', language), account: { ...account, id: 'laozhang:1', isAssumed: true, canDeny: true } },
      refusalOf('depleted'),
    ),
    elsewhere: explainRefusal(
      'depleted',
      {
        ...exampleOf('depleted', language),
        account: { ...account, isByUser: true },
        elsewhere: { kind: 'other-account', other: 'team@example.org', account: 'dev@example.org' },
      },
      refusalOf('depleted'),
    ),
    'billing-models': explainRefusal(
      'billing-mismatch',
      { ...mismatch, links: { ...mismatch.links, models } },
      refusalOf('billing-mismatch'),
    ),
    'long-relay': explainRefusal(
      'depleted',
      { ...exampleOf('depleted', language), providerName: LONG_RELAY },
      refusalOf('depleted'),
    ),
    recharging: afterOpening(
      explainRefusal('not-enough', exampleOf('not-enough', language), refusalOf('not-enough')),
      exampleOf('not-enough', language).links.recharge ?? '',
    ),
    late: explainRefusal('depleted', exampleOf('depleted', language), late),
  };
}

/** What is said afterwards. */
export function noticeCards(language: Language): Readonly<Record<string, CardView>> {
  const rich = { ...exampleOf('depleted', language), balance: dollars('5') };
  const poor = { ...rich, balance: dollars('0.05') };
  const four = { n: 4, each: { kind: 'brief', money: credits('18') }, money: { kind: 'exact', money: credits('72') } };
  const sum = [{ key: 'sum.batch', params: four }] as readonly Text[];
  const sent = { cause: 'batch', cost: credits('72'), left: credits('842'), sum } as const;
  const rest = { sent: 21, total: 25, rest: 4, need: credits('72'), have: credits('14'), links: RECORDS.links, sum };
  const before = explainAsk('depleted', exampleOf('depleted', language));
  return {
    arrived: explainArrived('depleted', rich, { arrived: usd('5'), waiting: 'refused', isCharged: false }),
    enough: explainArrived('unsure', rich, { arrived: null, waiting: 'refused', isCharged: false }),
    'still-short': explainStillShort('depleted', poor, refusalOf('depleted'), { isRead: true, canRead: true }),
    unread: explainStillShort('depleted', poor, refusalOf('depleted'), { isRead: false, canRead: true }),
    'unread-here': explainStillShort('depleted', poor, refusalOf('depleted'), { isRead: false, canRead: false }),
    gone: explainGone(before, 'held', null),
    'gone-refused': explainGone(explainRefusal('depleted', rich, refusalOf('depleted')), 'refused', false),
    emptied: explainGone(before, 'emptied', null),
    orphaned: withoutBackground(before),
    rest: explainRest(rest),
    'rest-sent': explainRestSent(4, sent),
  };
}

/** The line about a limit on calls. */
export function lines(language: Language): Readonly<Record<string, LineView>> {
  const refusal = { ...refusalOf('rate-limit'), limitPerMinute: 60 };
  const reading = { ...refusal.reading, retryAfterMs: null };
  const card = explainRefusal('rate-limit', exampleOf('rate-limit', language), refusal);
  const unsaid = explainRefusal('rate-limit', exampleOf('rate-limit', language), { ...refusal, reading });
  return {
    waiting: explainRateLine(card, { seconds: 12, isAgreed: false }),
    agreed: explainRateLine(card, { seconds: 9, isAgreed: true }),
    unsaid: explainRateLine(unsaid, null),
  };
}
