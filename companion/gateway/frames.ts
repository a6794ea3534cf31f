/** Reads the text messages that a server sends over a socket (RFC 6455), as their bytes pass. */
export interface Frames {
  readonly push: (chunk: Buffer) => void;
  /** The next byte begins a frame, as far as they are read. */
  readonly isBetween: () => boolean;
}

/** A longer message is passed on and not read, bytes. */
export const MESSAGE_BYTES_MAX = 1024 * 1024;

const [CONTINUED, TEXT, BINARY] = [0x0, 0x1, 0x2];

/**
 * Tells each text message once it is whole. What is compressed (RSV1), masked, or no frame at all is not read: then nothing
 * more of this socket is. Keeps one message at most.
 */
export function openFrames(tell: (text: string) => void): Frames {
  let rest = Buffer.alloc(0);
  /** Bytes of a frame that is not kept, which are still to come. */
  let skips = 0;
  let message: Buffer[] | null = null;
  let bytes = 0;
  let isText = false;
  let isLost = false;

  function take(isLast: boolean, opcode: number, payload: Buffer | null): void {
    if (opcode === TEXT || opcode === BINARY) {
      isText = opcode === TEXT;
      message = [];
      bytes = 0;
    }
    // Pings and the like may stand between the parts of a message.
    if (opcode !== TEXT && opcode !== BINARY && opcode !== CONTINUED) return;
    bytes += payload?.byteLength ?? MESSAGE_BYTES_MAX + 1;
    if (payload === null || !isText || bytes > MESSAGE_BYTES_MAX) message = null;
    else message?.push(payload);
    if (!isLast) return;
    const whole = message === null ? null : Buffer.concat(message).toString('utf8');
    message = null;
    if (whole !== null && isText) tell(whole);
  }

  /** The bytes of the frame that `rest` begins with; null: more must come first. */
  function readFrame(): number | null {
    if (rest.byteLength < 2) return null;
    const [first = 0, second = 0] = rest;
    const short = second & 0x7f;
    const headBytes = short === 126 ? 4 : short === 127 ? 10 : 2;
    if ((first & 0x70) !== 0 || (second & 0x80) !== 0) isLost = true;
    if (isLost || rest.byteLength < headBytes) return null;
    const size = short === 126 ? rest.readUInt16BE(2) : short === 127 ? Number(rest.readBigUInt64BE(2)) : short;
    const isLast = (first & 0x80) !== 0;
    if (size > MESSAGE_BYTES_MAX) {
      take(isLast, first & 0x0f, null);
      const there = Math.min(rest.byteLength, headBytes + size);
      skips = headBytes + size - there;
      return there;
    }
    if (rest.byteLength < headBytes + size) return null;
    take(isLast, first & 0x0f, rest.subarray(headBytes, headBytes + size));
    return headBytes + size;
  }

  return {
    push(chunk) {
      if (isLost) return;
      const skipped = Math.min(skips, chunk.byteLength);
      skips -= skipped;
      rest = Buffer.concat([rest, chunk.subarray(skipped)]);
      for (let read = readFrame(); read !== null; read = readFrame()) rest = rest.subarray(read);
    },
    isBetween: () => isLost || (rest.byteLength === 0 && skips === 0),
  };
}
