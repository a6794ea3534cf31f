import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SettlePorts } from '../../lib/engine/ports.ts';
import { listBudgets } from '../api/budget-routes.ts';
import { describeCall } from '../api/ledger-routes.ts';
import type { ReviewPort } from '../gateway/review-port.ts';
import type { Holds } from '../ledger/holds.ts';
import { type MetricsAccess, serveMetrics } from '../metrics/serve-metrics.ts';
import { openTally } from '../metrics/tally.ts';
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
  readonly stop: () => void;
}

/** Begins to observe a ledger and the calls over it. */
export function openObservation(options: ObservationOptions): Observation {
  const { now, version, metrics = 'token', token, onTrouble } = options;
  const desk = openNewsDesk(onTrouble);
  const calls = openCallObserver(desk);
  const tally = openTally();
  const events = openEventStream();
  const budgets = (): Promise<readonly object[]> => listBudgets({ holds: options.holds, now });
  const watch = watchBudgets({ tell: desk.tell, list: budgets, onTrouble });
  desk.listen(tally.hear);
  desk.listen((news) => events.publish(toEvent(news, describeCall)));
  const sources = { tally, version, callsUnderWay: calls.underWay, budgets };
  return {
    listen: desk.listen,
    holds: observeHolds(options.holds, { took: tally.took, changed: watch.changed }),
    observePorts: (ports) => observePorts(ports, calls.ledger),
    observe: calls.observe,
    events,
    serveMetrics: serveMetrics({ access: metrics, token, sources: () => sources }),
    stop() {
      watch.stop();
      events.stop();
    },
  };
}
