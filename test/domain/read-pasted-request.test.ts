import { describe, expect, it } from 'vitest';
import { withFirstOfRepeated } from '../../lib/domain/json-splice.ts';
import { readPastedRequest } from '../../lib/domain/read-pasted-request.ts';

const BODY = '{"model":"gpt-4o","messages":[]}';
const request = (text: string) => readPastedRequest(text).request;
const problem = (text: string) => readPastedRequest(text).problem;

describe('a pasted request', () => {
  it('is its JSON, with any line ends and a mark before it', () => {
    const text = `\uFEFF\r\n${BODY}\r\n`;
    expect(request(text)).toEqual({ id: null, method: 'POST', url: null, body: text.slice(1), isOfBatch: false });
  });

  it('is a curl command, of which no header is kept', () => {
    const read = request(
      `$ curl 'https://api.openai.com/v1/chat/completions' -H 'Authorization: Bearer sk-canary' --data-raw '${BODY}'`,
    );
    expect(read).toEqual({
      id: null,
      method: 'POST',
      url: 'https://api.openai.com/v1/chat/completions',
      body: BODY,
      isOfBatch: false,
    });
    expect(JSON.stringify(read)).not.toContain('canary');
  });

  it.each([
    [`{"id":7,"url":"https://a.example/v1","body":${BODY}}`, 7, 'https://a.example/v1', false],
    [`{"id":"x","body":${JSON.stringify(BODY)}}`, 'x', null, false],
    [
      `{"custom_id":"c","method":"POST","url":"/v1/chat/completions","body":${BODY}}`,
      'c',
      '/v1/chat/completions',
      true,
    ],
    [`{"custom_id":"c","params":${BODY}}`, 'c', null, true],
  ])('is a line of a file: %s', (line, id, url, isOfBatch) => {
    expect(request(line)).toEqual({ id, method: 'POST', url, body: BODY, isOfBatch });
  });

  it('keeps a body as it stands, keys that stand twice too', () => {
    const body = '{"model":"a", "model":"b"}';
    expect(request(`{"id":1,"body":${body}}`)?.body).toBe(body);
  });

  it.each([
    ['', { kind: 'empty' }],
    [' \n\t', { kind: 'empty' }],
    ['curl https://a.example -d @file.json', { kind: 'curl' }],
    ["curl https://a.example -d '{", { kind: 'curl' }],
    ['curl https://a.example', { kind: 'no-body' }],
    ['[1]', { kind: 'not-object' }],
    ['"text"', { kind: 'not-object' }],
    ['null', { kind: 'not-object' }],
    [`${BODY}\n${BODY}`, { kind: 'lines' }],
    ['{"custom_id":"a"}', { kind: 'no-body' }],
    ['{"url":"/v1","body":12}', { kind: 'no-body' }],
    ['{"a":1,\n}', { kind: 'json', fault: { kind: 'trailing-comma', line: 1, column: 7 } }],
    ['curl https://a.example -d \'{"a":1,}\'', { kind: 'json', fault: { kind: 'trailing-comma', line: 1, column: 7 } }],
  ])('%j is none, and it is said why', (text, why) => {
    expect(problem(text)).toEqual(why);
  });

  it('says whose line it was, where only the rest of it is none', () => {
    expect(readPastedRequest('{"id":9,"url":"/v1"}')).toEqual({ request: null, problem: { kind: 'no-body' }, id: 9 });
  });
});

describe('keys that stand twice', () => {
  it.each([
    ['{"a":1}', null],
    ['[1,1]', null],
    ['{"a":1,"b":2,"a":[3]}', '{"a":1,"b":2,"a":1}'],
    ['{"a":{"x":1,"x":2},"b":0}', null],
    ['{"a":1,"\\u0061":2}', '{"a":1,"\\u0061":1}'],
    ['{"a":1,"a":2,"a":3}', '{"a":1,"a":1,"a":1}'],
    ['no', null],
  ])('%s with the first of them is %s', (text, first) => {
    expect(withFirstOfRepeated(text)).toBe(first);
  });
});
