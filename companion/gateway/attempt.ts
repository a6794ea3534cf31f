import type { Duplex, Readable } from 'node:stream';
import type { Dispatcher } from 'undici';

/** One request to a provider. */
export interface Attempt {
  readonly origin: string;
  readonly path: string;
  readonly method: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: Buffer | Readable | null;
  /** A socket is asked for by this name; null: an answer. */
  readonly upgrade: string | null;
}

/** What is told of an attempt, in this order; `fail` at any time, and nothing after it. */
export interface Sink {
  readonly head: (head: Head) => void;
  /** False: no more, until `resume`. */
  readonly data: (chunk: Buffer) => boolean;
  /** Trailers by name. */
  readonly end: (trailers: Readonly<Record<string, string | string[] | undefined>>) => void;
  readonly upgraded: (head: Head, socket: Duplex) => void;
  /** `wasSent`: a connection stood, so that the provider may have got it. */
  readonly fail: (error: Error, wasSent: boolean) => void;
}

/** The beginning of an answer. */
export interface Head {
  readonly status: number;
  readonly message: string;
  /** Names and values in turn, as they came. */
  readonly raw: readonly string[];
}

/** An attempt under way. */
export interface Running {
  readonly abort: () => void;
  readonly resume: () => void;
}

/** We ended it ourselves. */
export class Aborted extends Error {
  constructor() {
    super('[gateway] the call was given up');
  }
}

/** Sends a request and tells of its answer. Never throws: what undici refuses to send is a failure like others. */
export function startAttempt(attempt: Attempt, dispatcher: Dispatcher, sink: Sink): Running {
  let controller: Dispatcher.DispatchController | null = null;
  let isAborted = false;
  let isOver = false;
  const over = (tell: () => void): void => {
    if (!isOver) {
      isOver = true;
      tell();
    }
  };
  const headOf = (status: number, message: string | undefined): Head => ({
    status,
    message: message ?? '',
    raw: toStrings(controller?.rawHeaders),
  });
  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(started) {
      controller = started;
      if (isAborted) started.abort(new Aborted());
    },
    onRequestUpgrade(_, status, _headers, socket) {
      over(() => sink.upgraded(headOf(status, undefined), socket));
    },
    onResponseStart(_, status, _headers, message) {
      if (status >= 200) sink.head(headOf(status, message));
    },
    onResponseData(current, chunk) {
      if (!sink.data(chunk)) current.pause();
    },
    onResponseEnd(_, trailers) {
      over(() => sink.end(trailers));
    },
    onResponseError(_, error) {
      over(() => sink.fail(error, controller !== null));
    },
  };
  try {
    dispatcher.dispatch(
      { ...attempt, headers: [...attempt.headers], method: attempt.method as Dispatcher.HttpMethod },
      handler,
    );
  } catch (error) {
    queueMicrotask(() => over(() => sink.fail(error as Error, false)));
  }
  return {
    abort() {
      isAborted = true;
      controller?.abort(new Aborted());
    },
    resume: () => controller?.resume(),
  };
}

function toStrings(raw: Dispatcher.DispatchController['rawHeaders']): readonly string[] {
  if (!Array.isArray(raw)) return [];
  return raw.map((part) => (typeof part === 'string' ? part : part.toString('latin1')));
}
