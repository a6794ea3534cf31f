import { toProviders } from '../described/to-provider.ts';
import { readLines } from '../domain/read-lines.ts';
import { REQUEST_CHARS_MAX } from '../domain/read-pasted-request.ts';
import type { KnownSite } from '../domain/site-facts.ts';
import { type CountedCall, countCall } from '../engine/count-call.ts';
import type { ExactCounters } from '../engine/exact-counters.ts';
import { openCallFinder } from '../engine/find-call.ts';
import { learnOwnProviders } from '../providers/registry.ts';
import type { CountedLine, WorkerAnswer, WorkerAsk } from './estimate-protocol.ts';

/** So many lines at most are told in one message, so that whoever prices them is not held up. */
const PORTION = 40;
/** A portion is told after so much text at the latest, characters. */
const PORTION_CHARS = 256 * 1024;

/** The worker's side of the Estimator: whatever is heard goes in, whatever is to be told comes out. */
export function openEstimateWorker(
  tell: (answer: WorkerAnswer) => void,
  /** Rejects when they cannot be loaded: then it is counted without. */
  loadCounters: () => Promise<ExactCounters>,
): (ask: WorkerAsk) => void {
  let sites: readonly KnownSite[] = [];
  let loading: Promise<ExactCounters> | null = null;
  const counters = (): Promise<ExactCounters> => {
    loading ??= loadCounters().catch(() => ({}));
    return loading;
  };
  /** What waits for its next portion to be asked for; null: nothing is under way. */
  let file: { readonly turn: number; readonly goOn: () => void; isStopped: boolean } | null = null;

  async function countText(text: string, provider: string | null): Promise<CountedCall> {
    const find = openCallFinder({ provider, sites });
    return countCall(text, { find, counters: await counters(), models: null, withParts: true });
  }

  async function countFile({
    turn,
    file: blob,
    provider,
    models,
  }: Extract<WorkerAsk, { kind: 'file' }>): Promise<void> {
    const options = { find: openCallFinder({ provider, sites }), counters: await counters(), models, withParts: false };
    const gate = openGate();
    file = { turn, goOn: gate.open, isStopped: false };
    const mine = file;
    let bytes = 0;
    let portion: CountedLine[] = [];
    let chars = 0;
    const send = async (): Promise<void> => {
      tell({ kind: 'portion', turn, lines: portion, bytes });
      portion = [];
      chars = 0;
      await gate.passed();
    };
    for await (const { number, text } of readLines(
      textOf(blob, (read) => (bytes += read)),
      REQUEST_CHARS_MAX,
    )) {
      if (mine.isStopped) return;
      if (text?.trim() === '') continue;
      portion.push({ number, call: text === null ? TOO_LONG : countCall(text, options) });
      chars += text?.length ?? 0;
      if (portion.length >= PORTION || chars >= PORTION_CHARS) await send();
    }
    if (mine.isStopped) return;
    await send();
    tell({ kind: 'end', turn });
  }

  return (ask) => {
    switch (ask.kind) {
      case 'begin':
        sites = ask.sites;
        learnOwnProviders(toProviders(ask.descriptions));
        break;
      case 'text':
        countText(ask.text, ask.provider).then(
          (call) => tell({ kind: 'counted', turn: ask.turn, call }),
          () => tell({ kind: 'failed', turn: ask.turn }),
        );
        break;
      case 'file':
        countFile(ask).catch(() => tell({ kind: 'failed', turn: ask.turn }));
        break;
      case 'more':
        if (file?.turn === ask.turn) file.goOn();
        break;
      case 'stop':
        if (file?.turn !== ask.turn) break;
        file.isStopped = true;
        file.goOn();
        break;
    }
  };
}

const TOO_LONG: CountedCall = {
  id: null,
  none: { kind: 'problem', problem: { kind: 'too-long', charsMax: REQUEST_CHARS_MAX } },
  provider: null,
  model: null,
  counted: {},
  parts: [],
};

/** Text of a file as it is read: no more of it is in memory than what is being looked at. */
async function* textOf(blob: Blob, onRead: (bytes: number) => void): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const reader = blob.stream().getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      onRead(value.byteLength);
      yield decoder.decode(value, { stream: true });
    }
    yield decoder.decode();
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}

/** Waits until it is opened, and is closed again then. */
function openGate(): { readonly open: () => void; readonly passed: () => Promise<void> } {
  let opened = 0;
  let waiting: (() => void) | null = null;
  return {
    open() {
      opened += 1;
      waiting?.();
    },
    passed: async () => {
      if (opened === 0) await new Promise<void>((resolve) => (waiting = resolve));
      opened -= 1;
      waiting = null;
    },
  };
}
