import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENT_CHARS_MAX, openSse } from '../../lib/domain/sse.ts';

function parse(pieces: Iterable<string>): string[] {
  const events: string[] = [];
  const parser = openSse((data) => events.push(data));
  for (const piece of pieces) parser.push(piece);
  parser.end();
  return events;
}

describe('openSse', () => {
  it.each([
    ['one line', 'data: a\n\n', ['a']],
    ['no space after the colon', 'data:a\n\n', ['a']],
    ['only one space is taken', 'data:  a\n\n', [' a']],
    ['CR ends lines', 'data: a\r\rdata: b\r\r', ['a', 'b']],
    ['CRLF ends lines', 'data: a\r\n\r\ndata: b\r\n\r\n', ['a', 'b']],
    ['mixed line ends', 'data: a\r\n\ndata: b\n\r\ndata: c\r\r\n', ['a', 'b', 'c']],
    ['lines of one event are joined', 'data: a\ndata: b\n\n', ['a\nb']],
    ['empty data counts', 'data\n\ndata:\n\n', ['', '']],
    ['comments and other fields are left out', ': keep-alive\nevent: x\nid: 1\nretry: 5\ndata: a\n\n', ['a']],
    ['a field that only begins like data is another', 'database: a\ndata: b\n\n', ['b']],
    ['a byte order mark is skipped', '\ufeffdata: a\n\n', ['a']],
    ['only the first byte order mark is', 'data: a\n\n\ufeffdata: b\n\n', ['a']],
    ['blank lines are no events', '\n\n\r\n: x\n\n', []],
    ['no line end at the end', 'data: a\n\ndata: b', ['a', 'b']],
    ['no blank line at the end', 'data: a\n\ndata: b\n', ['a', 'b']],
    ['a terminator is an event', 'data: [DONE]\n\n', ['[DONE]']],
  ])('%s', (_rule, text, events) => {
    expect(parse([text])).toEqual(events);
    expect(parse(text)).toEqual(events);
  });

  it('reads the same events wherever the text is cut, and those of a plain reading of the standard', () => {
    const token = fc.constantFrom('data:', 'data', 'x', ' ', ':', '\r', '\n', '\r\n', '\n\n', 'event: e\n', '\ufeff');
    fc.assert(
      fc.property(fc.array(token, { maxLength: 40 }), fc.array(fc.nat(9), { maxLength: 40 }), (tokens, sizes) => {
        const text = tokens.join('');
        const pieces: string[] = [];
        let at = 0;
        for (const size of sizes) {
          pieces.push(text.slice(at, at + size));
          at += size;
        }
        pieces.push(text.slice(at));
        expect(parse(pieces)).toEqual(readPlainly(text));
      }),
      { numRuns: 1000 },
    );
  });

  it('an event above the bound is dropped, the next one is read', () => {
    const long = 'x'.repeat(EVENT_CHARS_MAX + 1);
    expect(parse([`data: ${long}\n\ndata: usage\n\n`])).toEqual(['usage']);
    expect(parse(['data: a\n', `data: ${long}\n`, 'data: b\n\n', 'data: usage\n\n'])).toEqual(['usage']);
    expect(
      parse(
        Array(300)
          .fill(`data: ${'x'.repeat(4000)}\n`)
          .concat('\ndata: usage\n\n'),
      ),
    ).toEqual(['usage']);
  });

  it('a line of 50 MB in one piece or in many is passed over', () => {
    expect(parse([`data: ${'x'.repeat(50_000_000)}`, '\n\ndata: usage\n\n'])).toEqual(['usage']);
    expect(parse([...Array(5000).fill('y'.repeat(10_000)), '\n\ndata: usage\n\n'])).toEqual(['usage']);
  }, 60_000);

  it('an event that comes character by character is linear', () => {
    expect(parse(`data: ${'x'.repeat(1_000_000)}\n\n`)[0]).toHaveLength(1_000_000);
  });
});

/** The whole text at once, by the words of the standard, but for the last event, which needs no blank line. */
function readPlainly(text: string): string[] {
  const events: string[] = [];
  let data: string[] = [];
  const dispatch = (): void => {
    if (data.length > 0) events.push(data.join('\n'));
    data = [];
  };
  for (const line of text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/)) {
    if (line === '') dispatch();
    else if (line === 'data' || line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
  }
  dispatch();
  return events;
}
