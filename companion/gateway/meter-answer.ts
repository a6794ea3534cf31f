import type { Transform } from 'node:stream';
import { wires } from '../../lib/wires/registry.ts';
import type { MeterReading, ResponseMeter } from '../../lib/wires/wire.ts';
import { isIdentity, openDecoder } from './decode.ts';
import type { Upstream } from './find-upstream.ts';

/** Looks at a copy of an answer as it passes. */
export interface AnswerMeter {
  readonly push: (chunk: Buffer) => void;
  /** What it said; null: nobody can tell. Once. */
  readonly end: () => Promise<MeterReading | null>;
}

/** A meter for an answer on this surface; null: there is nothing to meter. The bytes that pass are never touched. */
export function openAnswerMeter(
  { surface }: Upstream,
  headers: Readonly<Record<string, string>>,
  decodedBytesMax: number,
): AnswerMeter | null {
  if (surface === null || surface.wire === null) return null;
  const meter = wires[surface.wire].openMeter({ contentType: headers['content-type'] ?? '', headers }, surface.rule);
  const coding = headers['content-encoding'];
  if (isIdentity(coding)) return later(plainMeter(meter));
  const decoder = openDecoder(coding ?? '');
  return decoder === null ? null : decodedMeter(meter, decoder, decodedBytesMax);
}

/** Looks at what passed when it has left: Node hands what is written to the network only when the turn of its loop is over. */
function later(meter: AnswerMeter): AnswerMeter {
  let waiting: Buffer[] = [];
  const drain = (): void => {
    const chunks = waiting;
    waiting = [];
    for (const chunk of chunks) meter.push(chunk);
  };
  return {
    push(chunk) {
      if (waiting.push(chunk) === 1) setImmediate(drain);
    },
    async end() {
      await new Promise<void>((resolve) => setImmediate(resolve));
      drain();
      return meter.end();
    },
  };
}

function plainMeter(meter: ResponseMeter): AnswerMeter {
  const decoder = new TextDecoder();
  return {
    push: (chunk) => meter.push(decoder.decode(chunk, { stream: true })),
    end: async () => {
      meter.push(decoder.decode());
      return meter.end();
    },
  };
}

/** What is waiting to be decoded is bounded too: a provider that is faster than that is metered as far as it goes. */
const WAITING_BYTES_MAX = 8 * 1024 * 1024;

function decodedMeter(meter: ResponseMeter, decoder: Transform, bytesMax: number): AnswerMeter {
  const plain = plainMeter(meter);
  let bytes = 0;
  let isOver = false;
  const over = Promise.withResolvers<void>();
  const stop = (): void => {
    isOver = true;
    over.resolve();
    decoder.destroy();
  };
  decoder.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) stop();
    else if (!isOver) plain.push(chunk);
  });
  decoder.once('end', () => over.resolve());
  decoder.once('error', stop);
  return {
    push(chunk) {
      if (isOver) return;
      if (decoder.writableLength > WAITING_BYTES_MAX) stop();
      else decoder.write(chunk);
    },
    async end() {
      if (!isOver) decoder.end();
      await over.promise;
      return plain.end();
    },
  };
}
