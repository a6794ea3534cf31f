import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Who may see the pages: a browser that came by a link which the API gave out, for some hours. */
export interface PageAccess {
  /** What a link ends with: it lets one browser in, once, and soon or never. Null: too many are out. */
  readonly makeTicket: () => string | null;
  /** The session of the browser that came with it; null: it was used, is over, or never was one. */
  readonly redeem: (ticket: string) => string | null;
  /** Whether a browser has a session that is not over. */
  readonly isIn: (session: string | null) => boolean;
  /** What forms of a session carry: another site's page cannot know it. */
  readonly formToken: (session: string) => string;
  readonly isForm: (session: string, token: string) => boolean;
}

/** From the link to the browser, ms. */
export const TICKET_MS_MAX = 2 * 60_000;
/** A browser comes again with a new link after so long, ms. */
export const SESSION_MS_MAX = 12 * 3_600_000;
const TICKETS_MAX = 20;

/**
 * Nothing of it is kept: a session says until when it holds and is signed with what only this companion knows, so it outlives a
 * restart, and ends for all browsers with the API's token. `secret`: that token; `now`: epoch ms.
 */
export function openPageAccess({
  secret,
  now,
}: {
  readonly secret: () => string;
  readonly now: () => number;
}): PageAccess {
  const tickets = new Map<string, number>();
  const sign = (what: string, text: string): string =>
    createHmac('sha256', secret()).update(`${what} ${text}`).digest('base64url');
  const isLive = (until: number, msMax: number): boolean => until > now() && until - now() <= msMax;
  return {
    makeTicket() {
      for (const [ticket, until] of tickets) if (!isLive(until, TICKET_MS_MAX)) tickets.delete(ticket);
      if (tickets.size >= TICKETS_MAX) return null;
      const ticket = randomBytes(32).toString('base64url');
      tickets.set(ticket, now() + TICKET_MS_MAX);
      return ticket;
    },
    redeem(ticket) {
      // 256 random bits: nobody finds one by how long a look-up takes.
      const until = tickets.get(ticket);
      tickets.delete(ticket);
      if (until === undefined || !isLive(until, TICKET_MS_MAX)) return null;
      const text = `${now() + SESSION_MS_MAX}.${randomBytes(16).toString('base64url')}`;
      return `${text}.${sign('session', text)}`;
    },
    isIn(session) {
      const [, text = '', until = '', signature = ''] =
        /^((\d{1,15})\.[\w-]{22})\.([\w-]{43})$/.exec(session ?? '') ?? [];
      // Before it listens the companion has no secret yet.
      return secret() !== '' && isLive(Number(until), SESSION_MS_MAX) && isSame(signature, sign('session', text));
    },
    formToken: (session) => sign('form', session),
    isForm: (session, token) => isSame(token, sign('form', session)),
  };
}

function isSame(given: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)];
  return one.byteLength === other.byteLength && timingSafeEqual(one, other);
}
