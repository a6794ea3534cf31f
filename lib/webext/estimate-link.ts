import type { EstimateChoices } from '../domain/estimator.ts';
import type { CountedCall } from '../engine/count-call.ts';
import type { CountedLine, WorkerAnswer, WorkerAsk } from './estimate-protocol.ts';

/** What of a worker is used. */
export type WorkerLike = Pick<Worker, 'postMessage' | 'addEventListener' | 'terminate'>;

/** The page's side of the Estimator's worker. */
export interface WorkerLink {
  /** Rejects when the worker fails. Only the last text that was asked about is answered; others never are. */
  readonly count: (text: string, provider: string | null) => Promise<CountedCall>;
  /** Resolves at the end of the file, or when `signal` says that it is not wanted any more. */
  readonly countFile: (
    file: Blob,
    choices: EstimateChoices,
    on: {
      /** The next portion comes when this one is dealt with. */
      readonly onPortion: (lines: readonly CountedLine[], bytes: number) => Promise<void>;
      readonly signal: AbortSignal;
    },
  ) => Promise<void>;
  readonly close: () => void;
}

/** Begins to talk with a worker. */
export function openWorkerLink(
  worker: WorkerLike,
  known: Omit<Extract<WorkerAsk, { kind: 'begin' }>, 'kind'>,
): WorkerLink {
  const hearers = new Map<number, (answer: WorkerAnswer | null) => void>();
  let turns = 0;
  const tell = (ask: WorkerAsk): void => worker.postMessage(ask);
  worker.addEventListener('message', (event) => {
    const { data } = event as MessageEvent<WorkerAnswer>;
    hearers.get(data.turn)?.(data);
  });
  // It could not be loaded, or something nobody thought of.
  worker.addEventListener('error', () => {
    for (const hear of hearers.values()) hear(null);
  });
  tell({ kind: 'begin', ...known });
  return {
    close: () => worker.terminate(),
    count: (text, provider) => {
      turns += 1;
      const turn = turns;
      return new Promise((resolve, reject) => {
        hearers.set(turn, (answer) => {
          hearers.delete(turn);
          if (answer?.kind === 'counted') resolve(answer.call);
          else reject(new Error('[estimator] the worker failed'));
        });
        tell({ kind: 'text', turn, text, provider });
      });
    },
    countFile: (file, { provider, models }, { onPortion, signal }) => {
      turns += 1;
      const turn = turns;
      return new Promise((resolve, reject) => {
        const end = (deed: () => void): void => {
          hearers.delete(turn);
          deed();
        };
        signal.addEventListener('abort', () => {
          tell({ kind: 'stop', turn });
          end(resolve);
        });
        hearers.set(turn, (answer) => {
          if (answer?.kind === 'end') end(resolve);
          else if (answer?.kind !== 'portion') end(() => reject(new Error('[estimator] the file could not be read')));
          else
            onPortion(answer.lines, answer.bytes).then(
              () => tell({ kind: 'more', turn }),
              (error: unknown) => end(() => reject(error)),
            );
        });
        tell({ kind: 'file', turn, file, provider, models });
      });
    },
  };
}
