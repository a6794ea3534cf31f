import { randomBytes } from 'node:crypto';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { FileTaker } from '../../../companion/gateway/review-port.ts';
import { bodyOf, openGateway, recordingPort, type StandIn, standIn } from './support.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const ANSWER = JSON.stringify({ id: 'file-1', purpose: 'batch' });
const FORM = 'multipart/form-data; boundary=XyZ';
const formOf = (file: string | Buffer): Buffer =>
  Buffer.concat([
    Buffer.from('--XyZ\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nbatch\r\n'),
    Buffer.from('--XyZ\r\nContent-Disposition: form-data; name="file"; filename="a.jsonl"\r\n\r\n'),
    Buffer.from(file),
    Buffer.from('\r\n--XyZ--\r\n'),
  ]);

/** A provider that takes files, a gateway before it, and who looks at what passes. */
async function open(answer: Buffer | string = ANSWER, headers: Record<string, string> = {}) {
  const got: Buffer[] = [];
  const provider: StandIn = await standIn(async (request, response) => {
    got.push(await bodyOf(request));
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(answer);
  });
  closing.push(provider.close);
  let heard = '';
  const told = Promise.withResolvers<string | null>();
  const asked: string[] = [];
  const taker: FileTaker = {
    push(text) {
      heard += text;
      return text !== 'no';
    },
    end: async (answerText) => told.resolve(answerText),
  };
  const takeFile = ({ path }: { readonly path: string }): FileTaker => {
    asked.push(path);
    return taker;
  };
  const gateway = await openGateway({
    review: { ...recordingPort(), takeFile },
    standIns: { openai: provider.origin },
  });
  closing.push(() => gateway.stop());
  const send = (body: Buffer, more: Record<string, string> = {}, path = '/v1/files'): Promise<Response> =>
    fetch(`${gateway.origin}/openai${path}`, {
      ...{ method: 'POST', body: new Uint8Array(body) },
      headers: { authorization: 'Bearer sk-own', 'content-type': FORM, ...more },
    });
  return { send, got, heard: () => heard, told: told.promise, asked };
}

describe('a file that is handed in', () => {
  it('passes byte by byte, and its text is told with what the provider says of it', async () => {
    const { send, got, heard, told, asked } = await open();
    const form = formOf('{"a":"héllo"}\n{}');
    expect(await (await send(form)).text()).toBe(ANSWER);
    expect(await told).toBe(ANSWER);
    expect([heard(), asked]).toEqual(['{"a":"héllo"}\n{}', ['/v1/files']]);
    expect(got).toEqual([form]);
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ])('may come compressed (%s), and be answered so', async (coding, compress) => {
    const { send, got, heard, told } = await open(compress(ANSWER), { 'content-encoding': coding });
    const body = compress(formOf('{"a":1}'));
    await (await send(body, { 'content-encoding': coding })).text();
    expect(await told).toBe(ANSWER);
    expect(heard()).toBe('{"a":1}');
    expect(got).toEqual([body]);
  });

  it.each([
    ['is no such file', formOf('no')],
    ['is not whole', formOf('{}').subarray(0, -30)],
  ])('that %s passes, and nothing is told of it', async (_name, form) => {
    const { send, got, told } = await open();
    await (await send(form)).text();
    expect(await told).toBeNull();
    expect(got).toEqual([form]);
  });

  it('that is large flows through whole', async () => {
    const { send, got, told, heard } = await open();
    const text = `{"a":"${randomBytes(2 * 1024 * 1024).toString('base64')}"}`;
    await (await send(formOf(text))).text();
    expect(await told).toBe(ANSWER);
    expect(heard().length).toBe(text.length);
    expect(got[0]?.equals(formOf(text))).toBe(true);
  });

  it('without a form around it, or with broken coding, is nobody’s', async () => {
    const { send, got, told } = await open();
    await (await send(Buffer.from('{}'), { 'content-type': 'application/json' })).text();
    await (await send(formOf('{}'), { 'content-encoding': 'gzip' })).text();
    expect(await told).toBeNull();
    expect(got).toHaveLength(2);
  });
});
