import type { Draft } from './call.ts';
import type { Price } from './price.ts';

/**
 * The price of a call with the fee of its session: the first call of one pays it, and the later ones do not. Where nobody knows
 * which one it is, each is taken to pay it, and the price keeps `sessionFee`: such a sum is estimated.
 */
export function withSessionFee(price: Price, { session }: Pick<Draft, 'session'>): Price {
  const { sessionFee, ...plain } = price;
  if (sessionFee === undefined || session === 'later') return plain;
  const { rates, callFee = 0n } = plain;
  const isByCall = rates.requests !== undefined;
  return {
    ...plain,
    ...(isByCall
      ? { rates: { ...rates, requests: (rates.requests ?? 0n) + sessionFee } }
      : { callFee: callFee + sessionFee }),
    ...(session === undefined && { sessionFee }),
  };
}
