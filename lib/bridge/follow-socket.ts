import { attempt } from '../domain/json-path.ts';
import { limitRate } from '../domain/limit-rate.ts';
import { FRAME_MARK, type TapMessage } from '../page/protocol.ts';
import { readModel } from '../wires/request-keys.ts';
import type { ConversationEvent, SocketWire } from '../wires/wire.ts';
import type { SocketDesk, SocketHost } from './socket-parts.ts';

/** How the answers of calls over sockets come: as streams of events do. */
const HEADERS = { 'content-type': 'text/event-stream' } as const;
/** Calls that one document's sockets can open with us in a minute; further ones are not seen. */
const CALLS_PER_MINUTE_MAX = 200;
/** Calls whose ids are remembered: one that is told again is not counted again. */
const IDS_MAX = 2000;

type Opened = Extract<TapMessage, { kind: 'passed' }>;
type Take = (message: TapMessage) => void;

/** Follows the sockets of a document. */
export function openSocketDesk(
  host: SocketHost,
  wires: Readonly<Partial<Record<string, SocketWire>>>,
  now: () => number = () => performance.now(),
): SocketDesk {
  const open = new Map<number, Take>();
  const isAllowed = limitRate<'page'>(CALLS_PER_MINUTE_MAX);
  const ids = new Set<string>();
  const numberOf = (id: string): number | null => {
    if (ids.has(id) || !isAllowed('page', now())) return null;
    ids.add(id);
    const [oldest] = ids;
    if (ids.size > IDS_MAX && oldest !== undefined) ids.delete(oldest);
    return host.nextNumber();
  };
  return (message, wireId) => {
    if (!('call' in message)) return;
    const wire = wires[wireId];
    if (message.kind === 'passed') {
      if (wire && !open.has(message.call)) open.set(message.call, followSocket(message, wire, host.tell, numberOf));
      return;
    }
    open.get(message.call)?.(message);
    if (message.kind === 'outcome') open.delete(message.call);
  };
}

/** One socket: each call over it is told as the tap tells calls. When it closes, what was under way is cut. */
function followSocket(
  opened: Opened,
  wire: SocketWire,
  tell: SocketHost['tell'],
  numberOf: (id: string) => number | null,
): Take {
  const model = readModel(attempt(() => decodeURIComponent(opened.named ?? ''), null));
  /** Calls under way, by the provider's id. */
  const calls = new Map<string, number>();
  const begin = (id: string, bodyText: string): void => {
    const call = numberOf(id);
    if (call === null) return;
    calls.set(id, call);
    const { surface, key } = opened;
    tell({ kind: 'passed', call, surface, bodyText, key, why: 'observed' });
  };
  const end = (call: number, isWhole: boolean): void =>
    tell({ kind: 'outcome', call, outcome: { kind: 'answer', isWhole } });

  const conversation = wire.openConversation(model, (event: ConversationEvent) => {
    const { id } = event;
    if (event.kind === 'begin') return begin(id, event.bodyText);
    const call = calls.get(id);
    if (call === undefined) return;
    // What support asks for.
    const head = { status: 200, headers: { ...HEADERS, 'x-request-id': id } };
    if (event.kind === 'text') return tell({ kind: 'body', call, ...head, text: event.text, isAll: false });
    calls.delete(id);
    if (event.errorText === null) return end(call, true);
    tell({ kind: 'outcome', call, outcome: { kind: 'failed', ...head, bodyText: event.errorText, isWithheld: false } });
  });
  return (message) => {
    if (message.kind === 'body') {
      for (const frame of message.text.split(FRAME_MARK)) if (frame !== '') conversation.push(frame);
    } else if (message.kind === 'outcome') {
      for (const call of calls.values()) end(call, false);
      calls.clear();
    }
  };
}
