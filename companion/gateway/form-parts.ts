/** Told of the parts of a form as they pass. */
export interface PartsHeard {
  /** A part begins. `name`: its field; empty: it says none. */
  readonly begin: (name: string) => void;
  /** More of the current part. */
  readonly data: (bytes: Buffer) => void;
  readonly end: () => void;
}

/** Takes a form apart while it passes (RFC 7578); keeps no more than a boundary and the head of a part. */
export interface FormParts {
  /** False: it is no form that can be read, and no more is needed. */
  readonly push: (chunk: Buffer) => boolean;
}

/** What the head of a part may have, bytes. */
const HEAD_BYTES_MAX = 8 * 1024;
/** RFC 2046, 5.1.1. */
const BOUNDARY_CHARS_MAX = 70;

/** Opens a reader of a form; null: the content type names no boundary. */
export function openFormParts(contentType: string, heard: PartsHeard): FormParts | null {
  const [, quoted, plain] = /^multipart\/form-data\b.*?;\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined || boundary.length > BOUNDARY_CHARS_MAX) return null;
  const delimiter = bytesOf(`\r\n--${boundary}`);
  // The first one has no line before it.
  let rest = bytesOf('\r\n');
  let state: 'before' | 'head' | 'part' | 'over' | 'broken' = 'before';

  /** Whether it came further: with what is left there may be more to do. */
  function step(): boolean {
    if (state === 'head') return readHead();
    const at = rest.indexOf(delimiter);
    const known = at < 0 ? Math.max(0, rest.byteLength - delimiter.byteLength) : at;
    if (state === 'part' && known > 0) heard.data(rest.subarray(0, known));
    rest = rest.subarray(at < 0 ? known : at + delimiter.byteLength);
    if (at < 0) return false;
    if (state === 'part') heard.end();
    state = 'head';
    return true;
  }

  function readHead(): boolean {
    if (rest.byteLength >= 2 && rest.toString('latin1', 0, 2) === '--') {
      state = 'over';
      return false;
    }
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) {
      if (rest.byteLength > HEAD_BYTES_MAX) state = 'broken';
      return false;
    }
    const head = rest.toString('latin1', 0, end);
    rest = rest.subarray(end + 4);
    state = 'part';
    heard.begin(/;\s*name="([^"\r\n]*)"/i.exec(head)?.[1] ?? '');
    return true;
  }

  const isOver = (): boolean => state === 'over' || state === 'broken';

  return {
    push(chunk) {
      if (isOver()) return false;
      rest = rest.byteLength === 0 ? chunk : Buffer.concat([rest, chunk]);
      while (step());
      return !isOver();
    },
  };
}

function bytesOf(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
