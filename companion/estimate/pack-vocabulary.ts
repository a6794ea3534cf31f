/**
 * A vocabulary as packages ship it (a line per token: its bytes in base64, a blank, its rank) in the form that
 * `openVocabulary` reads. Throws where ranks are not 0, 1, 2 …, or a token is empty or longer than 255 bytes.
 */
export function packVocabulary(lines: string): Uint8Array {
  const size = countLines(lines);
  const first = 4 + size;
  // Line by line into one block: 200,000 texts and blocks at once would leave the process with 80 MB that it never needs again.
  const block = Buffer.alloc(first + Math.ceil((lines.length * 3) / 4));
  block.writeUInt32LE(size);
  let at = 0;
  let end = first;
  for (let rank = 0; rank < size; rank++) {
    const next = endOfLine(lines, at);
    const blank = lines.indexOf(' ', at);
    const isWhole = blank > at && blank < next && Number(lines.slice(blank + 1, next)) === rank;
    const length = isWhole ? block.write(lines.slice(at, blank), end, 'base64') : 0;
    if (length === 0 || length > 255) {
      throw new RangeError(`Line ${rank + 1} of a vocabulary is not its token ${rank}: "${lines.slice(at, at + 80)}".`);
    }
    block.writeUInt8(length, 4 + rank);
    end += length;
    at = next + 1;
  }
  return new Uint8Array(block.subarray(0, end));
}

/** At least one; a line break at the end begins none. */
function countLines(lines: string): number {
  let count = 1;
  for (let at = endOfLine(lines, 0) + 1; at < lines.length; at = endOfLine(lines, at) + 1) count++;
  return count;
}

function endOfLine(lines: string, from: number): number {
  const at = lines.indexOf('\n', from);
  return at === -1 ? lines.length : at;
}
