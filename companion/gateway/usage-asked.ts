import { Transform } from 'node:stream';
import { parseJson } from '../../lib/domain/json-path.ts';
import { locate } from '../../lib/domain/json-splice.ts';

/** A body that asks for usage, and what takes the answer to it out of the stream again. */
export interface AskedUsage {
  readonly bodyText: string;
  /** Names of what was changed, for `tollkeeper-changed`. */
  readonly names: readonly string[];
}

/**
 * The body of a chat completion with `stream_options.include_usage`. Null: it does not stream, asks already, says that it
 * does not want it, or is no JSON object.
 */
export function askForUsage(bodyText: string): AskedUsage | null {
  const body = parseJson(bodyText);
  if (typeof body !== 'object' || body === null || !('stream' in body) || body.stream !== true) return null;
  const options = locate(bodyText, '$.stream_options');
  const names = ['stream_options.include_usage'];
  if (options === null) return { bodyText: insert(bodyText, '"stream_options":{"include_usage":true}'), names };
  const inside = bodyText.slice(options.start, options.end);
  if (!inside.startsWith('{') || locate(bodyText, '$.stream_options.include_usage') !== null) return null;
  const asked = insert(inside, '"include_usage":true');
  return { bodyText: bodyText.slice(0, options.start) + asked + bodyText.slice(options.end), names };
}

function insert(object: string, member: string): string {
  const at = object.indexOf('{') + 1;
  const isEmpty = /^\s*\}/.test(object.slice(at));
  return `${object.slice(0, at)}${member}${isEmpty ? '' : ','}${object.slice(at)}`;
}

/** Events longer than this are passed on unread: the one that is looked for is short. */
const EVENT_BYTES_MAX = 64 * 1024;

/**
 * Takes the event that only says the usage out of a stream; every other byte passes, each event as soon as it is complete.
 */
export function removeUsageEvent(): Transform {
  let held: Buffer = Buffer.alloc(0);
  let isOpen = false;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      let rest: Buffer = held.byteLength === 0 ? chunk : Buffer.concat([held, chunk]);
      for (let end = endOfEvent(rest); end > 0; end = endOfEvent(rest)) {
        const event = rest.subarray(0, end);
        if (isOpen || !isUsageOnly(event)) this.push(event);
        isOpen = false;
        rest = rest.subarray(end);
      }
      if (rest.byteLength > EVENT_BYTES_MAX) {
        this.push(rest);
        isOpen = true;
        rest = Buffer.alloc(0);
      }
      held = rest;
      done();
    },
    flush(done) {
      if (held.byteLength > 0) this.push(held);
      done();
    },
  });
}

/** Where the first event ends, behind its empty line; 0: it does not yet. */
function endOfEvent(bytes: Buffer): number {
  const plain = bytes.indexOf('\n\n');
  const long = (plain < 0 ? bytes : bytes.subarray(0, plain)).indexOf('\r\n\r\n');
  if (long >= 0) return long + 4;
  return plain < 0 ? 0 : plain + 2;
}

function isUsageOnly(event: Buffer): boolean {
  if (event.byteLength > EVENT_BYTES_MAX || !event.includes('"usage"')) return false;
  const data = /^data: ?(.*)$/m.exec(event.toString('utf8'))?.[1] ?? '';
  const value = parseJson(data);
  if (typeof value !== 'object' || value === null || !('usage' in value) || !('choices' in value)) return false;
  return value.usage !== null && Array.isArray(value.choices) && value.choices.length === 0;
}
