import { attempt, parseJson } from '../../lib/domain/json-path.ts';
import { toDecimal } from '../../lib/domain/money.ts';
import type { AnswerPlace, MeteredRule } from '../../lib/domain/surface.ts';
import type { Recorded } from './read-recordings.ts';
import { setAt } from './set-at.ts';

/** An answer in one piece as it goes out. */
export interface PlayedAnswer {
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What was taken for a call that a rule meters. */
export interface Taken {
  /** Of the rule's meter. */
  readonly units: number;
  readonly costNano: bigint;
  readonly unit: string;
}

/**
 * A good answer of an API that bills by record, page or credit: as one was recorded, with this call's figures where the
 * rule reads them. Where none was recorded it has nothing but those.
 */
export function writeMetered(
  recorded: Recorded['answers'][number] | null,
  rule: MeteredRule,
  taken: Taken,
): PlayedAnswer {
  const cost = (rule.cost ?? []).flatMap((place) => {
    const [at, unit] = typeof place === 'string' ? [place, taken.unit] : [place.at, place.unit];
    return unit === taken.unit ? [{ at, figure: toDecimal(taken.costNano) }] : [];
  });
  const billed = (rule.billed ?? []).filter(({ meter }) => meter === rule.meter);
  const figures = [
    ...cost.slice(0, 1),
    ...billed.slice(0, 1).map(({ at, times = 1 }) => ({ at, figure: String(taken.units / times) })),
  ];
  const json = recorded === null ? {} : parseJson(recorded.responseBody);
  const inBody = figures.filter(({ at }) => isPath(at));
  const put = inBody.reduce((body, { at, figure }) => setAt(body, at, Number(figure)), json);
  return {
    contentType: recorded?.contentType ?? 'application/json',
    headers: {
      ...recorded?.headers,
      ...Object.fromEntries(figures.filter(({ at }) => !isPath(at)).map(({ at, figure }) => [at, figure])),
    },
    body: json === undefined ? (recorded?.responseBody ?? '') : attempt(() => JSON.stringify(put), '{}'),
  };
}

const isPath = (at: AnswerPlace): boolean => at.startsWith('$');
