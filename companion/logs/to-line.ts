import { toDecimal } from '../../lib/domain/money.ts';
import { hideSecrets, hideSecretsIn } from '../events/hide-secrets.ts';
import { type EndedCall, requestOf } from '../events/news.ts';
import { outcomeOf } from '../metrics/tally.ts';

/** What a log has of one call, and whether somebody should look. Never content, keys or addresses. */
export interface CallLine {
  readonly level: 'info' | 'warn';
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What went as it should. */
const FINE: readonly string[] = ['answer', 'unsent'];

/** One call in one line. Amounts are decimals as text, times ms; null is unknown. */
export function toLine(call: EndedCall): CallLine {
  const { record, refusal } = call;
  const outcome = outcomeOf(call);
  const { cost = null, usage = null, refusalCause = null } = record ?? {};
  return {
    level: FINE.includes(outcome) ? 'info' : 'warn',
    fields: {
      ...{ call: call.callId, request: requestOf(call), origin: hideSecrets(call.origin) },
      ...{ provider: call.provider, surface: call.surface, model: hideSecretsIn(call.model), outcome },
      status: call.status,
      ...(refusalCause && { cause: refusalCause }),
      ...(refusal && { cause: refusal.type, policies: refusal.policies }),
      ...(record && {
        cost: cost && toDecimal(cost.likelyNano),
        unit: cost?.unit ?? null,
        certainty: record.certainty,
        usage,
      }),
      ...(call.replaced && { replaces: true }),
      ms: call.endedAt - call.startedAt,
      ...(call.firstByteAt !== null && { firstByteMs: call.firstByteAt - call.startedAt }),
      ...(call.oursMs !== null && { oursMs: Number(call.oursMs.toFixed(3)) }),
    },
  };
}
