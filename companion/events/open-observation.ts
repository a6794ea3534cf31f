import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SettlePorts } from '../../lib/engine/ports.ts';
import { listBudgets } from '../api/change-budget.ts';
import { describeCall } from '../calls/describe-call.ts';
import type { ReviewPort } from '../gateway/review-port.ts';
import type { Holds } from '../ledger/holds.ts';
import type { LogOptions } from '../logs/log-options.ts';
import type { Log, openLog } from '../logs/open-log.ts';
import { type MetricsAccess, serveMetrics } from '../metrics/serve-metrics.ts';
import { openTally } from '../metrics/tally.ts';
import type { openTraces, Traces } from '../traces/open-traces.ts';
import { readTraceOptions } from '../traces/trace-options.ts';
import { type EventStream, openEventStream } from './event-stream.ts';
import { type NewsDesk, openNewsDesk } from './news.ts';
import { openCallObserver } from './observe-calls.ts';
import { observeHolds, observePorts } from './observe-ledger.ts';
import { toEvent } from './to-event.ts';
import { watchBudgets } from './watch-budgets.ts';

/** What is observed, and who may see it. */
export interface ObservationOptions {
  readonly holds: Holds;
  /** Epoch ms. */
  readonly now: () => number;
  readonly version: string;
  /** Who may read `/metrics`. Absent: who has the API's token. */
  readonly metrics?: MetricsAccess;
  /** Absent or null: no log is kept. */
  readonly log?: LogOptions | null;
  /** Where OpenTelemetry's variables stand. Absent: nowhere, and no spans are sent. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** The API's token; empty as long as there is none. */
  readonly token: () => string;
  readonly onTrouble: (what: string, error: unknown) => void;
}

/** Everything that hears of finished calls hangs here, on one desk; the calls themselves wait for none of it. */
export interface Observation extends Pick<NewsDesk, 'listen'> {
  /** The same holds, listened to: what is not done through these is not heard of. */
  readonly holds: Holds;
  /** The same ports, likewise. */
  readonly observePorts: (ports: SettlePorts) => SettlePorts;
  readonly observe: (port: ReviewPort) => ReviewPort;
  readonly events: EventStream;
  /** Answers `/metrics`; false: something else is asked for. */
  readonly serveMetrics: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Told of what could not be booked or told: the log has it too. */
  readonly onTrouble: (what: string, error: unknown) => void;
  /** Once no call is under way any more. */
  readonly stop: () => Promise<void>;
}

/** Begins to observe a ledger and the calls over it. Rejects where a log's file cannot be opened. */
export async function openObservation(options: ObservationOptions): Promise<Observation> {
  const { now, version, metrics = 'token', token } = options;
  const log = options.log ? await openLogLate(options.log, options.onTrouble) : null;
  const onTrouble = (what: string, error: unknown): void => {
    log?.trouble(what, error);
    options.onTrouble(what, error);
  };
  const desk = openNewsDesk(onTrouble);
  const calls = openCallObserver(desk);
  const tally = openTally();
  const events = openEventStream();
  const budgets = (): Promise<readonly object[]> => listBudgets({ holds: options.holds, now });
  const watch = watchBudgets({ tell: desk.tell, list: budgets, onTrouble });
  desk.listen(tally.hear);
  desk.listen((news) => events.publish(toEvent(news, describeCall)));
  if (log !== null) desk.listen(log.hear);
  const tracing = readTraceOptions(options.environment ?? {});
  const traces = tracing && (await openTracesLate({ ...tracing, version }, onTrouble));
  if (traces !== null) desk.listen(traces.hear);
  const sources = { tally, version, callsUnderWay: calls.underWay, budgets };
  const stop = async (): Promise<void> => {
    watch.stop();
    events.stop();
    await desk.drained();
    await traces?.stop();
    await log?.stop();
  };
  let stopped: Promise<void> | null = null;
  return {
    listen: desk.listen,
    holds: observeHolds(options.holds, { took: tally.took, changed: watch.changed }),
    observePorts: (ports) => observePorts(ports, calls.ledger),
    observe: calls.observe,
    events,
    serveMetrics: serveMetrics({ access: metrics, token, sources: () => sources }),
    onTrouble,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

/** What writes logs is loaded where one is kept. */
async function openLogLate(...given: Parameters<typeof openLog>): Promise<Log> {
  const late = await import('../logs/open-log.ts');
  return late.openLog(...given);
}

/** OpenTelemetry is large: it is loaded where spans are sent. */
async function openTracesLate(...given: Parameters<typeof openTraces>): Promise<Traces> {
  const late = await import('../traces/open-traces.ts');
  return late.openTraces(...given);
}
