/**
 * A vocabulary as packages ship it (a line per token: its bytes in base64, a blank, its rank) in the form that
 * `openVocabulary` reads. Throws where ranks are not 0, 1, 2 …, or a token is empty or longer than 255 bytes.
 */
export function packVocabulary(lines: string): Uint8Array {
  const tokens = lines.trimEnd().split('\n').map(readLine);
  const head = Buffer.alloc(4 + tokens.length);
  head.writeUInt32LE(tokens.length);
  for (const [rank, token] of tokens.entries()) head.writeUInt8(token.length, 4 + rank);
  return Buffer.concat([head, ...tokens]);
}

function readLine(line: string, rank: number): Buffer {
  const [text = '', stated] = line.split(' ');
  const token = Buffer.from(text, 'base64');
  if (Number(stated) === rank && token.length > 0 && token.length < 256) return token;
  throw new RangeError(`Line ${rank + 1} of a vocabulary is not its token ${rank}: "${line.slice(0, 80)}".`);
}
