import type { LeadsTo } from '../../lib/providers/provider.ts';
import type { Head } from './attempt.ts';
import { decodeWhole, isIdentity } from './decode.ts';
import { isLoopbackName } from './door.ts';
import type { Gateway } from './gateway.ts';
import { byName, headersBack, without } from './headers.ts';
import { insertMember } from './insert-member.ts';
import { openAnswerMeter } from './meter-answer.ts';
import type { Admitted } from './open-call.ts';
import type { AnswerPlan, HeldBody, Relayed } from './relay.ts';
import type { RefusalNote } from './review-port.ts';
import { rewriteBody, rewriteHeaders } from './rewrite-urls.ts';
import { removeUsageEvent } from './usage-asked.ts';

/** What an answer gets besides what the provider said. */
export interface AnswerExtras {
  readonly headers?: Readonly<Record<string, string>>;
  /** What was changed of the request. Absent: nothing. */
  readonly changes?: readonly string[];
  /** Its body is among that. Absent: it is as the client wrote it. */
  readonly isBodyChanged?: true;
  /** The usage was asked for by us: the event that says it is taken out again. */
  readonly removesUsage?: boolean;
  /** A good answer of at most so many bytes is kept. Absent: none is. */
  readonly keepBytesMax?: number;
}

/** An answer whose head is here. */
export interface Planned {
  readonly gateway: Gateway;
  readonly admitted: Admitted;
  readonly head: Head;
  /** As the client knows us. */
  readonly gatewayOrigin: string;
  /** Where its body leads clients on; null: it is not looked into. */
  readonly leads: LeadsTo | null;
  readonly extras: AnswerExtras;
  /** What is told beside an error; null: nothing ever. */
  readonly explain:
    | ((
        ended: Pick<Relayed, 'how' | 'head' | 'reading' | 'copy' | 'firstByteAt'>,
      ) => Promise<RefusalNote | 'again' | null>)
    | null;
  /** Null: it is no call that is booked. */
  readonly callId: string | null;
  readonly isMetered: boolean;
}

/** What becomes of an answer, by its head. */
export function planAnswer(planned: Planned): AnswerPlan {
  const { gateway, admitted, head, gatewayOrigin, extras, isMetered } = planned;
  const named = byName(head.raw);
  const isError = head.status >= 400;
  const moved = rewriteHeaders(headersBack(head.raw), admitted.upstream, gatewayOrigin);
  const isPlain = isIdentity(named['content-encoding']);
  const removes =
    extras.removesUsage === true && isPlain && !isError && /^text\/event-stream\b/i.test(named['content-type'] ?? '');
  const tell = (headers: readonly string[], changes: readonly string[]): string[] => [
    ...headers,
    ...said(planned, named, changes),
  ];
  const changes = [...(extras.changes ?? []), ...moved.names];
  const isToPage = extras.headers?.['access-control-allow-origin'] !== undefined;
  const mine = isToPage ? withoutPages(moved.headers) : moved.headers;
  const bare = removes ? without(mine, 'content-length') : mine;
  return {
    headers: tell(bare, changes),
    meter: isMetered && !isError ? openAnswerMeter(admitted.upstream, named, gateway.bounds.decodedBytesMax) : null,
    through: removes ? removeUsageEvent() : null,
    hold: isError
      ? holdError(planned, mine, (back, more) => tell(back, [...changes, ...more]))
      : holdAddresses(planned, mine, (back, more) => tell(back, [...changes, ...more])),
    copyBytesMax: isError && isMetered ? gateway.bounds.errorBytesMax : 0,
    ...(head.status === 200 && extras.keepBytesMax !== undefined && { keepBytesMax: extras.keepBytesMax }),
  };
}

/** Which pages may read an answer is ours to say: said twice it holds for none. */
function withoutPages(headers: readonly string[]): string[] {
  const left: string[] = [];
  for (let index = 0; index < headers.length; index += 2) {
    if (!/^access-control-/i.test(headers[index] ?? '')) left.push(headers[index] ?? '', headers[index + 1] ?? '');
  }
  return left;
}

/** Our own headers of an answer. */
function said(
  { callId, extras, admitted }: Planned,
  named: Readonly<Record<string, string>>,
  changes: readonly string[],
): readonly string[] {
  const outer = callId !== null && isOuter(admitted) ? (named['tollkeeper-call-id'] ?? callId) : callId;
  const own = Object.entries(extras.headers ?? {}).flat();
  return [
    ...(outer === null ? [] : ['tollkeeper-call-id', outer]),
    ...(changes.length === 0 ? [] : ['tollkeeper-changed', changes.join(', ')]),
    ...own,
  ];
}

/** Whether what answers may be another companion: only on this machine is its word taken. */
export function isOuter({ upstream }: Admitted): boolean {
  const known = outerOrigins.get(upstream.origin);
  if (known !== undefined) return known;
  const isHere = isLoopbackName(new URL(upstream.origin).hostname);
  if (outerOrigins.size >= ORIGINS_MAX) outerOrigins.clear();
  outerOrigins.set(upstream.origin, isHere);
  return isHere;
}

/** By origin: addresses are taken apart slowly, and the same few come again and again. */
const outerOrigins = new Map<string, boolean>();
const ORIGINS_MAX = 256;

type Tell = (headers: readonly string[], changes: readonly string[]) => string[];

function holdError(planned: Planned, back: readonly string[], tell: Tell): HeldBody | null {
  const { explain, head, gateway } = planned;
  if (explain === null || head.status >= 500) return null;
  const bytesMax = gateway.bounds.errorBytesMax;
  return {
    bytesMax,
    async decide(body) {
      const plain = await decodeWhole(body, codingOf(head), bytesMax);
      const note = await explain({ how: 'answer', head, reading: null, copy: plain, firstByteAt: null });
      if (note === 'again') return null;
      if (note === null) return { headers: tell(back, []), body };
      const told = Object.entries(note.headers).flat();
      const text =
        note.member === null || plain === null ? null : insertMember(plain.toString('utf8'), 'tollkeeper', note.member);
      if (text === null) return { headers: [...tell(back, []), ...told], body };
      return { headers: [...tell(resized(back, text), ['tollkeeper']), ...told], body: Buffer.from(text, 'utf8') };
    },
  };
}

function holdAddresses(planned: Planned, back: readonly string[], tell: Tell): HeldBody | null {
  const { admitted, gateway, gatewayOrigin, head, leads } = planned;
  if (leads === null) return null;
  if (!/^application\/([\w.+-]+\+)?json\b/i.test(byName(head.raw)['content-type'] ?? '')) return null;
  const bytesMax = gateway.bounds.rewrittenBytesMax;
  return {
    bytesMax,
    async decide(body) {
      const plain = await decodeWhole(body, codingOf(head), bytesMax);
      const rewritten =
        plain === null ? null : rewriteBody(plain.toString('utf8'), leads, admitted.upstream, gatewayOrigin);
      if (rewritten === null) return { headers: tell(back, []), body };
      const { text, names } = rewritten;
      return { headers: tell(resized(back, text), names), body: Buffer.from(text, 'utf8') };
    },
  };
}

function codingOf({ raw }: Head): string {
  return byName(raw)['content-encoding'] ?? 'identity';
}

/** The headers for another body, which goes out plain. */
function resized(headers: readonly string[], text: string): string[] {
  return [
    ...without(without(headers, 'content-encoding'), 'content-length'),
    'content-length',
    String(Buffer.byteLength(text)),
  ];
}
