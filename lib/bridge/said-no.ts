import type { BridgeCall } from './call.ts';

/** So long at most a page goes on sending by itself what was aborted, ms. */
const HOLDS_MS_MAX = 10_000;

type Request = Pick<BridgeCall, 'surface' | 'bodyText' | 'fingerprint'>;

/** "Keep editing" was said of a request. */
export interface SaidNo {
  readonly note: (call: Request) => void;
  /** Whether it is the same once more, and nobody has done anything since: a page that sends again by itself what was aborted. */
  readonly holdsFor: (call: Request) => boolean;
}

/** @param actedAt when the user did something in this document at last, ms of its clock */
export function openSaidNo(actedAt: () => number): SaidNo {
  let last: { readonly call: Request; readonly at: number } | null = null;
  return {
    note: (call) => {
      last = { call, at: performance.now() };
    },
    holdsFor: (call) => {
      if (last === null || performance.now() - last.at > HOLDS_MS_MAX) return false;
      return actedAt() <= last.at && isSameRequest(last.call, call);
    },
  };
}

/** Whether two requests are one and the same, as far as a page can repeat one. */
export function isSameRequest(one: Request, other: Request): boolean {
  const isSameText = one.bodyText !== null && one.bodyText === other.bodyText;
  return isSameText && one.surface === other.surface && one.fingerprint === other.fingerprint;
}
