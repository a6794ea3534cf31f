import type { IncomingMessage } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Head, startAttempt } from './attempt.ts';
import { failureProblem } from './failure.ts';
import type { Gateway } from './gateway.ts';
import { byName, headersBack, headersUpstream, isSigned, pathUpstream } from './headers.ts';
import { closeFrame, type LeaveSocket, openLeave } from './leave-socket.ts';
import { meterSocket, type SocketMeter, socketWireOf } from './meter-socket.ts';
import { type Admitted, admit, callOf, wireOf } from './open-call.ts';
import { LEDGER_UNAVAILABLE } from './own-problems.ts';
import { type Problem, renderRefusal } from './problem.ts';
import type { CallEnd, CallOf, GatewayCall } from './review-port.ts';

/** Whether a request asks for a socket; any other upgrade (`h2c`) may be ignored, and is. */
export function wantsSocket({ headers, method }: IncomingMessage): boolean {
  return method === 'GET' && /(^|,)\s*websocket\s*(,|$)/i.test(headers.upgrade ?? '');
}

/** Opens a socket to a provider and hands on both ways what comes, unread. Never rejects. */
export async function handleSocket(
  gateway: Gateway,
  request: IncomingMessage,
  client: Duplex,
  early: Buffer,
): Promise<void> {
  client.on('error', () => client.destroy());
  const admitted = admit(gateway, request, 'WS');
  if ('problem' in admitted) return answer(request, client, admitted.problem, null);
  const wire = wireOf(admitted.upstream);
  const call = callOf(gateway, request, admitted, isSigned(request.headers));
  const startedAt = Date.now();
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  client.once('close', leave);
  const wireOver = socketWireOf(call);
  const opening = wireOver === null ? call : ({ ...call, spoken: 'opening' } as const);
  const reviewed = await review(gateway, opening, gone.signal);
  client.off('close', leave);
  const settle = (ended: Pick<CallEnd, 'how' | 'status' | 'headers' | 'firstByteAt'>): void => {
    const settled = gateway.port
      .settle({ call, ...ended, reading: null, errorText: null, bookedAs: null, startedAt, endedAt: Date.now() })
      .catch(() => console.error('[gateway] a socket could not be settled'));
    gateway.settling.add(settled);
    void settled.finally(() => gateway.settling.delete(settled));
  };
  const unsent = { how: 'unsent', status: null, headers: {}, firstByteAt: null } as const;
  if (reviewed !== null || client.destroyed) {
    settle(unsent);
    return reviewed === null ? undefined : answer(request, client, reviewed, wire);
  }
  const model = new URLSearchParams(admitted.upstream.path.split('?', 2)[1]).get('model');
  let open: LeaveSocket | null = null;
  const stop = (): void => open?.leave(CLOSED_BY_BUDGET, 0);
  const goAway = (): void => open?.leave(GOING_AWAY, gateway.bounds.stopMsMax / 2);
  gateway.leaving.add(goAway);
  const meter = wireOver && meterSocket(gateway, { opening: call, wire: wireOver, model, stop });
  const opened = (provider: Duplex): void => {
    if (meter !== null) open = openLeave(client, provider, meter);
    if (gateway.state.isStopping) goAway();
  };
  await connect(gateway, request, { admitted, client, early, callId: call.callId, meter, opened }).then(
    async (head) => {
      const isOpen = head.status === 101;
      await meter?.end();
      // That it was opened costs nothing where the calls over it are known.
      if (isOpen && meter !== null) settle(unsent);
      else settle({ how: 'answer', status: head.status, headers: byName(head.raw), firstByteAt: startedAt });
    },
    ({ error, wasSent }: Failed) => {
      settle(wasSent ? { ...unsent, how: 'failed' } : unsent);
      answer(request, client, failureProblem(admitted.upstream.provider.name, error), wire);
    },
  );
  gateway.leaving.delete(goAway);
}

/** Null: it may go. */
async function review(
  gateway: Gateway,
  call: CallOf & Pick<GatewayCall, 'spoken'>,
  signal: AbortSignal,
): Promise<Problem | null> {
  try {
    const reviewed = await gateway.port.review({ ...call, body: { kind: 'none' }, signal });
    if (reviewed.kind === 'refuse') return reviewed.problem;
    await gateway.port.sending?.(call.callId);
    return null;
  } catch {
    return LEDGER_UNAVAILABLE;
  }
}

interface Connecting {
  readonly admitted: Admitted;
  readonly client: Duplex;
  readonly early: Buffer;
  readonly callId: string;
  /** Null: what is said is not looked at. */
  readonly meter: SocketMeter | null;
  /** Told when both sides are joined. */
  readonly opened: (provider: Duplex) => void;
}

interface Failed {
  readonly error: Error;
  readonly wasSent: boolean;
}

/** Resolves when the conversation, or an answer in its place, is over; rejects with {@link Failed} where none began. */
function connect(
  gateway: Gateway,
  request: IncomingMessage,
  { admitted, client, early, callId, meter, opened }: Connecting,
): Promise<Head> {
  const { upstream, caller } = admitted;
  const key = caller.account?.key ?? null;
  const { headers } = headersUpstream(request.rawHeaders, key);
  // What is compressed cannot be looked at; clients do without where it is not offered.
  const changed = meter !== null && headers.some(isExtensions) ? ['tollkeeper-changed', EXTENSIONS] : [];
  return new Promise((resolve, reject) => {
    let begun: Head | null = null;
    const running = startAttempt(
      {
        origin: upstream.origin,
        path: pathUpstream(upstream.path, key),
        method: 'GET',
        headers: meter === null ? headers : withoutExtensions(headers),
        body: null,
        upgrade: 'websocket',
      },
      gateway.dispatcher,
      {
        upgraded(head, provider) {
          const text = headText(head, [
            'connection',
            'Upgrade',
            'upgrade',
            'websocket',
            'tollkeeper-call-id',
            callId,
            ...changed,
          ]);
          client.write(text, 'latin1');
          if (early.byteLength > 0) provider.write(early);
          if (meter !== null) provider.on('data', meter.push);
          join(client, provider, gateway.bounds.halfOpenMsMax);
          opened(provider);
          provider.once('close', () => resolve(head));
        },
        head(head) {
          begun = head;
          client.write(headText(head, ['connection', 'close', 'tollkeeper-call-id', callId]), 'latin1');
        },
        data: (chunk) => client.write(chunk),
        end() {
          client.end();
          if (begun !== null) resolve(begun);
        },
        fail(error, wasSent) {
          if (begun === null) return reject({ error, wasSent } satisfies Failed);
          client.destroy();
          resolve(begun);
        },
      },
    );
    client.on('drain', () => running.resume());
    client.once('close', () => running.abort());
  });
}

const EXTENSIONS = 'sec-websocket-extensions';

function isExtensions(part: string, index: number): boolean {
  return index % 2 === 0 && part.toLowerCase() === EXTENSIONS;
}

function withoutExtensions(headers: readonly string[]): string[] {
  const at = headers.findIndex(isExtensions);
  return at < 0 ? [...headers] : withoutExtensions([...headers.slice(0, at), ...headers.slice(at + 2)]);
}

/** "Policy violation" and "going away", with words of ours. */
const CLOSED_BY_BUDGET = closeFrame(1008, 'stopped by your own budget (tollkeeper)');
const GOING_AWAY = closeFrame(1001, 'tollkeeper is stopping');

/** Two sockets as one: what ends or breaks on one side does so on the other, and no half stays open for ever. */
function join(client: Duplex, provider: Duplex, halfOpenMsMax: number): void {
  for (const [from, to] of [
    [client, provider],
    [provider, client],
  ] as const) {
    from.pipe(to);
    from.on('error', () => to.destroy());
    from.once('close', () => to.destroy());
    from.once('end', () => setTimeout(() => to.destroy(), halfOpenMsMax).unref());
  }
}

function headText({ status, message, raw }: Head, more: readonly string[]): string {
  const headers = [...headersBack(raw), ...more];
  let text = `HTTP/1.1 ${status} ${message || (STATUS_CODES[status] ?? '')}\r\n`;
  for (let index = 0; index < headers.length; index += 2) text += `${headers[index]}: ${headers[index + 1]}\r\n`;
  return `${text}\r\n`;
}

function answer(
  request: IncomingMessage,
  client: Duplex,
  problem: Problem,
  wire: Parameters<typeof renderRefusal>[1],
): void {
  if (client.destroyed) return;
  const { status, headers, body } = renderRefusal(problem, wire, request.headers.accept);
  const raw = Object.entries({
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  }).flat();
  const lines = raw.flatMap((part, index) => (index % 2 === 0 ? [`${part}: ${raw[index + 1]}\r\n`] : [])).join('');
  client.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines}\r\n${body}`);
}
