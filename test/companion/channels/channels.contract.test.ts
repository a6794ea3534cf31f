import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer, type Server } from 'node:net';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Delivered, Notice } from '../../../companion/channels/channel.ts';
import { openSender, type Sender } from '../../../companion/channels/open-sender.ts';
import { openSendBy, type SendBy } from '../../../companion/channels/send-by.ts';
import { makeCertificate } from '../gateway/certificate.ts';
import { noticeOf } from './notice-of.ts';
import { answering, type Product, products, type Received, receive, taking } from './receivers.ts';

let sender: Sender;
beforeAll(() => {
  sender = openSender({});
});
afterAll(() => sender.close());

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function listen(listener: Parameters<typeof receive>[0]): Promise<string> {
  const { origin, close } = await receive(listener);
  closing.push(close);
  return origin;
}

async function listenBare(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise((resolve) => void server.close(() => resolve())));
  return (server.address() as AddressInfo).port;
}

function sendBy(attemptMsMax?: number): SendBy {
  const surroundings = { platform: 'linux', environment: {} } as const;
  return openSendBy({ now: Date.now, post: sender.send, surroundings }, attemptMsMax);
}

interface Sending {
  readonly notice?: Notice;
  readonly attemptMsMax?: number;
  readonly signal?: AbortSignal;
}

async function sendTo(
  product: Product,
  origin: string,
  { notice, attemptMsMax, signal }: Sending = {},
): Promise<Delivered> {
  const kept = {
    name: 'x',
    kind: product.kind,
    settings: { ...product.settings(origin) },
    isOn: true,
    offBecause: null,
  };
  const delivered = await sendBy(attemptMsMax)(kept, notice ?? noticeOf(), signal ?? new AbortController().signal);
  // Whatever happened: no secret is told.
  for (const secret of product.secrets) expect(JSON.stringify(delivered)).not.toContain(secret);
  return delivered;
}

describe.each(products)('$kind', (product) => {
  it('takes a notice, whose id stands in it', async () => {
    const taken: Received[] = [];
    const wrong: string[] = [];
    const origin = await listen(taking(product, taken, wrong));
    const delivered = await sendTo(product, origin);
    expect(wrong).toEqual([]);
    expect(delivered.kind).toBe('accepted');
    expect(textOf(taken[0])).toContain('notice-0001');
    expect(textOf(taken[0])).not.toMatch(/second copy|mayBeSecondCopy":true/);
  });

  it.each(['en', 'zh'] as const)('a second copy is marked, in %s', async (language) => {
    const taken: Received[] = [];
    const origin = await listen(taking(product, taken, []));
    await sendTo(product, origin, { notice: noticeOf({ isSecondCopy: true, language }) });
    expect(textOf(taken[0])).toMatch(/second copy|重复的一份|mayBeSecondCopy":true/);
    expect(textOf(taken[0])).toContain('notice-0001');
  });

  it('keeps to the receiver’s limits, whatever the notice is, and its id stays', async () => {
    const taken: Received[] = [];
    const wrong: string[] = [];
    const origin = await listen(taking(product, taken, wrong));
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.constantFrom('"', '<', '*', '\\', '欠', '💸', 'x').map((sign) => sign.repeat(5000)),
    );
    await fc.assert(
      fc.asyncProperty(text, fc.array(text, { maxLength: 4 }), fc.boolean(), async (title, lines, isSecondCopy) => {
        const notice = noticeOf({ title: `A${title}`, lines, isSecondCopy });
        const delivered = await sendTo(product, origin, { notice });
        expect(wrong).toEqual([]);
        expect(delivered.kind).toBe('accepted');
        expect(textOf(taken.at(-1))).toContain('notice-0001');
      }),
      { numRuns: 25 },
    );
  });

  const noes = product.noes.map(([name, said, kind, afterMs]) => ({ name, said, kind, afterMs }));
  it.each(noes)('its own no: $name', async ({ said, kind, afterMs }) => {
    const origin = await listen(answering(() => said));
    const delivered = await sendTo(product, origin);
    expect(delivered.kind).toBe(kind);
    if (delivered.kind === 'failed') expect(delivered.afterMs).toBe(afterMs);
  });

  it('a login page, or a 200 of nobody, is no delivery; an own server is believed, as its standard has it', async () => {
    const page = {
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<!doctype html><title>Sign in</title>',
    };
    for (const said of [page, { ...page, body: '{"errcode":40001,"code":40001,"ok":false,"error":{"code":"x"}}' }]) {
      const delivered = await sendTo(product, await listen(answering(() => said)));
      expect(delivered.kind).toBe(product.kind === 'webhook' ? 'accepted' : 'failed');
    }
  });

  it.each([301, 302, 307, 308])('a redirect (%d) is not followed', async (status) => {
    let followed = 0;
    const elsewhere = await listen(answering(() => ({ status: ++followed && 200, body: 'ok' })));
    const origin = await listen(answering(() => ({ status, headers: { location: elsewhere } })));
    const delivered = await sendTo(product, origin);
    expect(followed).toBe(0);
    expect(delivered.kind).toBe(product.kind === 'webhook' ? 'failed' : 'refused');
  });

  it('a server’s error is for later, and so is nobody there', async () => {
    const origin = await listen(answering(() => ({ status: 500, body: 'oops' })));
    expect(await sendTo(product, origin)).toMatchObject({ kind: 'failed', mayHaveArrived: true });
    const port = await listenBare(createServer());
    await closing.pop()?.();
    expect(await sendTo(product, `http://127.0.0.1:${port}`)).toMatchObject({ kind: 'failed', mayHaveArrived: false });
  });

  it('no answer in time: it may have arrived', async () => {
    const origin = await listen(() => undefined);
    const delivered = await sendTo(product, origin, { attemptMsMax: 150 });
    expect(delivered).toMatchObject({ kind: 'failed', mayHaveArrived: true });
  });

  it('an answer that drips is not waited for', async () => {
    const giving = new AbortController();
    const origin = await listen((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      let drops = 0;
      const dripping = setInterval(() => {
        response.write(' ');
        // As its time runs out: by then the beginning was read.
        if (++drops === 10) giving.abort();
      }, 10);
      response.once('close', () => clearInterval(dripping));
    });
    const delivered = await sendTo(product, origin, { signal: giving.signal });
    // Where the status is the whole answer it was taken.
    const kind = product.kind === 'webhook' || product.kind === 'teams' ? 'accepted' : 'failed';
    expect(delivered.kind).toBe(kind);
  });

  it('an endless answer is read up to a bound', async () => {
    let written = 0;
    const origin = await listen((_, response) => {
      response.writeHead(200);
      const piece = 'x'.repeat(64 * 1024);
      const write = (): void => {
        while (response.writable && response.write(piece)) written += piece.length;
      };
      response.on('drain', write);
      response.on('error', () => undefined);
      write();
    });
    const delivered = await sendTo(product, origin);
    expect(delivered.kind).toBe(product.kind === 'webhook' ? 'accepted' : 'failed');
    expect(written).toBeLessThan(64 * 1024 * 1024);
  });

  it('a connection that is cut in the middle: it may have arrived', async () => {
    const origin = await listen((request) => {
      request.resume().once('end', () => request.socket.destroy());
    });
    expect(await sendTo(product, origin)).toMatchObject({ kind: 'failed', mayHaveArrived: true });
  });

  it('a certificate that nobody vouches for is not trusted', async () => {
    const certificate = makeCertificate('localhost');
    let asked = 0;
    const server = createTlsServer({ key: certificate.key, cert: certificate.cert }, () => void asked++);
    const port = await listenBare(server);
    const delivered = await sendTo(product, `https://localhost:${port}`);
    expect(delivered).toMatchObject({ kind: 'failed', mayHaveArrived: false });
    expect(delivered.kind === 'failed' && delivered.why).toContain('certificate');
    expect(asked).toBe(0);
  });
});

/** What a person, or a program, reads of it. */
function textOf(request: Received | undefined): string {
  if (request === undefined) return '';
  const isForm = request.headers['content-type']?.includes('form') === true;
  const body = isForm
    ? (new URLSearchParams(request.body).get('Body') ?? '')
    : JSON.stringify(JSON.parse(request.body));
  return body.replaceAll('\\\\', '');
}

describe('a webhook', () => {
  it('has the same id and another time in its second copy, and a body in either form', async () => {
    const [product] = products.filter(({ kind }) => kind === 'webhook');
    const taken: Received[] = [];
    const wrong: string[] = [];
    if (product === undefined) throw new Error('there is none');
    const origin = await listen(taking(product, taken, wrong));
    await sendTo(product, origin);
    const cloud: Product = { ...product, settings: (at) => ({ ...product.settings(at), format: 'cloudevents' }) };
    await sendTo(cloud, origin, { notice: noticeOf({ isSecondCopy: true }) });
    expect(wrong).toEqual([]);
    expect(taken.map(({ headers }) => headers['webhook-id'])).toEqual(['notice-0001', 'notice-0001']);
    const [standard, event] = taken.map(({ body }) => JSON.parse(body));
    expect(standard).toMatchObject({ type: 'tollkeeper.notice.raised', timestamp: '2026-02-02T02:40:00.000Z' });
    expect(standard.data).toMatchObject({ title: 'Acme: about 3 days left', mayBeSecondCopy: false });
    expect(taken[1]?.headers['content-type']).toBe('application/cloudevents+json');
    expect(event).toMatchObject({ specversion: '1.0', id: 'notice-0001', subject: 'alert-1', source: '/tollkeeper' });
    expect(event.data).toMatchObject({ details: { available: '12.50' }, mayBeSecondCopy: true });
  });
});
