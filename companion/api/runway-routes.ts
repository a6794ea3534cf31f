import * as v from 'valibot';
import { toDecimal } from '../../lib/domain/money.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { describeRunway } from '../../lib/watch/describe-runway.ts';
import { type FoundRunway, findRunways } from '../watch/runways.ts';
import { type ApiDesk, type ApiRoute, route } from './route.ts';

/** How long balances and budgets last. */
export const runwayRoutes: readonly ApiRoute[] = [
  route({
    method: 'GET',
    path: '/runways',
    summary: 'How long each balance and each budget lasts at the usual pace, with an interval',
    input: v.object({ language: v.optional(v.picklist(['en', 'zh']), 'en') }),
    answer: async ({ language }, desk) => ({ zone: desk.zone, runways: await listRunways(desk, language) }),
  }),
];

/** All of them, for programs and with a sentence. */
export async function listRunways(desk: ApiDesk, language: 'en' | 'zh'): Promise<readonly object[]> {
  const { store, holds, zone, history } = desk;
  const now = desk.now();
  const found = await findRunways({ store, holds, history, zone, now });
  return found.map((one) => describe(one, { now, zone, language }));
}

interface Reader {
  readonly now: number;
  readonly zone: string;
  readonly language: 'en' | 'zh';
}

function describe({ of, name, provider, unit, left, runway, renewsAt }: FoundRunway, reader: Reader): object {
  const amount = (value: bigint): string => (isCount(unit, of.kind) ? String(value) : toDecimal(value));
  return {
    ...{ of: of.kind, id: of.id, name, ...(provider !== null && { provider }), unit },
    left: left === null ? null : amount(left),
    text: renderText(describeRunway(runway, { ...reader, renewsAt }), reader.language),
    ...(renewsAt !== null && { renewsAt }),
    runway: runway && {
      ...{ p10: runway.p10, p50: runway.p50, p90: runway.p90, horizon: runway.horizon },
      ...{ perDay: amount(runway.perDayNano), basis: runway.basis, days: runway.days },
    },
  };
}

function isCount(unit: string, kind: FoundRunway['of']['kind']): boolean {
  return kind === 'budget' && (unit === 'tokens' || unit === 'calls');
}
