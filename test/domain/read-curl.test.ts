import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCurl } from '../../lib/domain/read-curl.ts';

const URL = 'https://api.acme.example/v1/run';
const POST = { method: 'POST', url: URL };

describe('a curl command', () => {
  it.each([
    [`curl ${URL}`, { method: 'GET', url: URL, request: '' }],
    [
      `curl '${URL}' \\\n  -H 'authorization: Bearer secret' \\\n  --data-raw '{"a":"it'\\''s"}' \\\n  --compressed`,
      { method: 'POST', url: URL, request: '{"a":"it\'s"}' },
    ],
    [
      `curl "${URL}" -X PUT --data-binary $'{"a":"\\u4f60\\n\\'"}'`,
      { method: 'PUT', url: URL, request: '{"a":"你\n\'"}' },
    ],
    [`curl -XPOST --url ${URL} -d "{\\"a\\": 1}"`, { method: 'POST', url: URL, request: '{"a": 1}' }],
    [`curl -s --json '[1]' ${URL}`, { method: 'POST', url: URL, request: '[1]' }],
    [`curl -d a=1 -d b=2 ${URL}`, { method: 'POST', url: URL, request: 'a=1&b=2' }],
    [`curl ${URL} \\\r\n -d ''`, { method: 'POST', url: URL, request: '' }],
    [`curl -sSL --connect-timeout 10 --retry 3 -w '%{http_code}' ${URL} -d '[1]'`, { ...POST, request: '[1]' }],
    [`curl ${URL} -XPOST -d'{"a":1}'`, { ...POST, request: '{"a":1}' }],
    [`curl -sSXPOST ${URL} -kd '{"a":1}' -H'x: y'`, { ...POST, request: '{"a":1}' }],
    [`curl ${URL} -H 'x: y' -d @- <<'EOF'\n{"a":"it's"}\nEOF`, { ...POST, request: '{"a":"it\'s"}' }],
    [`curl -d "@-" <<EOF ${URL}\n{\n}\nEOF\n`, { ...POST, request: '{\n}' }],
    [`curl ${URL} -d @- <<EOF\nEOF`, { ...POST, request: '' }],
    [`curl ${URL} -d '{"a":"x <<EOF @-"}'`, { ...POST, request: '{"a":"x <<EOF @-"}' }],
    [
      `curl ^"${URL}^" ^\r\n  -H ^"a: b^" ^\r\n  --data-raw ^"^{^\\^"a^\\^":[^{^}]^}^"`,
      { ...POST, request: '{"a":[{}]}' },
    ],
  ])('%s', (command, request) => {
    expect(readCurl(command)).toEqual(request);
  });

  it.each([
    '',
    'wget https://a.example',
    'curl',
    `curl ${URL} -d @body.json`,
    `curl ${URL} -F a=1`,
    `curl ${URL} -d @-`,
    `curl ${URL} --data-urlencode a=1`,
    `curl '${URL}`,
  ])('that cannot be read here: %s', (command) => {
    expect(readCurl(command)).toBeNull();
  });

  it('never throws, and keeps no header', () => {
    fc.assert(fc.property(fc.string(), (text) => void readCurl(`curl ${text}`)));
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{12,20}$/), (secret) => {
        expect(
          JSON.stringify(readCurl(`curl ${URL} -H 'x-api-key: ${secret}' -u ${secret} -b ${secret}`)),
        ).not.toContain(secret);
      }),
    );
  });

  it('that was made to take for ever is read at once, or not at all', () => {
    const began = performance.now();
    for (const part of ["'", '"', '\\', "$'", ' ', '$', 'a', '^"', '@- <<A\n'])
      readCurl(`curl ${part.repeat(500_000)}`);
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});
