/** One line of a stream; `text` null: it is longer than what is read. */
export interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string | null;
}

/**
 * Lines of a text that comes in pieces, as they come: no more is held than the line that is not over yet, and of one that is
 * longer than `charsMax` nothing. Ends of lines are LF, CRLF or CR LF over two pieces; a mark at the beginning is left out.
 */
export async function* readLines(pieces: AsyncIterable<string>, charsMax: number): AsyncGenerator<Line> {
  let number = 0;
  let held: string[] = [];
  let chars = 0;
  let isFirst = true;
  const take = (rest: string): Line => {
    const isLong = chars + rest.length > charsMax;
    const text = isLong ? null : held.join('') + rest;
    held = [];
    chars = 0;
    number += 1;
    return { number, text: text === null ? null : text.replace(/\r$/, '') };
  };
  for await (const given of pieces) {
    const piece = isFirst && given.startsWith('\uFEFF') ? given.slice(1) : given;
    isFirst = false;
    let from = 0;
    for (let at = piece.indexOf('\n'); at >= 0; at = piece.indexOf('\n', from)) {
      yield take(piece.slice(from, at));
      from = at + 1;
    }
    const rest = piece.slice(from);
    chars += rest.length;
    if (chars <= charsMax) held.push(rest);
    else held = [];
  }
  if (chars > 0) yield take('');
}
