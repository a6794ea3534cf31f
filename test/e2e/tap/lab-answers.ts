import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers one request to the lab's API, as its query asks. */
export type Answer = (response: ServerResponse, request: IncomingMessage, query: URLSearchParams) => void;

const CHAT_JSON = JSON.stringify({
  id: 'c1',
  choices: [
    { index: 0, message: { role: 'assistant', content: 'Good morning, naïve “reader” 🙂' }, finish_reason: 'stop' },
  ],
  usage: { prompt_tokens: 12, completion_tokens: 8, total_tokens: 20 },
});
const REFUSAL =
  '{"error":{"code":"INSUFFICIENT_BALANCE","message":"You do not have enough credits to perform this action."}}';

function sse(content: string): string {
  return `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;
}

const LAST_EVENTS = [
  `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 12, completion_tokens: 8, total_tokens: 20 } })}\n\n`,
  'data: [DONE]\n\n',
];

/**
 * Writes pieces with a pause between them; `last` ends the answer, breaks it off, or goes on with comments for ever
 * (Firefox notices that a page has cancelled only when more comes).
 */
function writeSlowly(
  response: ServerResponse,
  pieces: readonly (string | Buffer)[],
  last: 'end' | 'break' | 'on',
): void {
  let index = 0;
  const next = (): void => {
    const piece = pieces[index++];
    if (response.destroyed) return;
    if (piece === undefined && last === 'end') response.end();
    else if (piece === undefined && last === 'break') response.destroy();
    else {
      response.write(piece ?? ': still here\n\n');
      // A break that comes with the last piece would swallow it.
      const isLastOfBroken = last === 'break' && index === pieces.length;
      setTimeout(next, piece === undefined ? 100 : isLastOfBroken ? 250 : 25);
    }
  };
  next();
}

function stream(last: 'end' | 'break' | 'on'): Answer {
  return (response) => {
    response.setHeader('content-type', 'text/event-stream; charset=utf-8');
    const words = ['Good ', 'morning ', 'na\u00efve ', '\u{1f642} '].map(sse);
    writeSlowly(response, last === 'end' ? [...words, ...LAST_EVENTS] : words, last);
  };
}

/** A body of `n` megabytes, as fast as it is taken. */
function writeMegabytes(response: ServerResponse, megabytes: number): void {
  const piece = Buffer.alloc(1024 * 1024, 'a');
  let left = megabytes;
  const next = (): void => {
    while (left-- > 0) {
      if (!response.write(piece)) {
        response.once('drain', next);
        return;
      }
    }
    response.end();
  };
  response.setHeader('content-length', megabytes * piece.length);
  next();
}

/** What `?lab=` asks for. */
export const ANSWERS: Readonly<Record<string, Answer>> = {
  json(response) {
    response.setHeader('content-type', 'application/json');
    response.end(CHAT_JSON);
  },
  sse: stream('end'),
  'sse-break': stream('break'),
  'sse-on': stream('on'),
  status(response, _request, query) {
    response.statusCode = Number(query.get('status'));
    response.setHeader('content-type', 'application/json');
    response.setHeader('retry-after', '7');
    response.end(REFUSAL);
  },
  // Its head is there long before its end.
  refused(response) {
    response.statusCode = 402;
    response.setHeader('content-type', 'application/json');
    writeSlowly(response, [REFUSAL.slice(0, 20), REFUSAL.slice(20, 40), REFUSAL.slice(40)], 'end');
  },
  // Refuses once per value of `once`, then answers.
  once(response, request, query) {
    const key = query.get('once') ?? '';
    if (seenOnce.has(key)) return ANSWERS.json?.(response, request, query);
    seenOnce.add(key);
    response.statusCode = 402;
    response.setHeader('content-type', 'application/json');
    response.end(REFUSAL);
  },
  html(response) {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>Bad gateway</title>');
  },
  broken(response) {
    response.setHeader('content-type', 'application/json');
    response.end('{"choices": [');
  },
  // More than a number of JavaScript holds.
  large(response) {
    response.setHeader('content-type', 'application/json');
    response.end('{ "units": 90071992547409930001 }');
  },
  empty(response) {
    response.statusCode = 204;
    response.end();
  },
  redirect(response) {
    response.statusCode = 307;
    response.setHeader('location', '?lab=json');
    response.end();
  },
  slow(response, request, query) {
    setTimeout(() => ANSWERS.json?.(response, request, query), 300);
  },
  never() {},
  reset(response) {
    response.destroy();
  },
  'no-cors'(response) {
    response.removeHeader('access-control-allow-origin');
    response.end('hidden');
  },
  binary(response) {
    response.setHeader('content-type', 'application/octet-stream');
    response.end(Buffer.from([0, 255, 128, 10, 13, 195, 40]));
  },
  xml(response) {
    response.setHeader('content-type', 'application/xml');
    response.end('<a><b>1</b></a>');
  },
  big: (response, _request, query) => writeMegabytes(response, Number(query.get('mb'))),
};

const seenOnce = new Set<string>();
