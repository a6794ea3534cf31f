import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toJsonSchema } from '@valibot/to-json-schema';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { KEY_ENV, readPrivateKey, writeNewKey } from '../../build/price-key.ts';
import { rowsOfBuild } from '../../build/price-rows.ts';
import { serialOf, signPriceFile } from '../../build/sign-price-file.ts';
import { explainPriceFile } from '../../lib/domain/explain-price-file.ts';
import { PRICE_FILE_PROBLEMS, type PriceFileProblem } from '../../lib/domain/price-file.ts';
import { renderText } from '../../lib/domain/render-text.ts';
import { PRICE_ROWS_MAX, priceFileSchema } from '../../lib/webext/price-file-schema.ts';
import { readPublicKeys, splitPublicKeys } from '../../lib/webext/price-signature.ts';
import { PRICE_FILE_BYTES_MAX, readPriceFile } from '../../lib/webext/read-price-file.ts';
import { FILE_NOW, filedRow } from '../prices/filed.ts';
import { FILE, makeSigner, type Signer, signAnything } from './price-files.ts';

let signer: Signer;
let other: Signer;
beforeAll(async () => {
  [signer, other] = await Promise.all([makeSigner(), makeSigner()]);
});

const read = (jws: string, change: { keys?: Signer[]; serialSeen?: number; now?: number } = {}) =>
  readPriceFile(jws, {
    keys: (change.keys ?? [signer]).map(({ key }) => key),
    serialSeen: change.serialSeen ?? 0,
    now: change.now ?? FILE_NOW,
  });
const problemOf = async (payload: unknown, change = {}): Promise<PriceFileProblem | null> =>
  (await read(signAnything(payload, signer), change)).problem;

/** Written anew with `vitest -u`: what differs is what a file may say. */
it('public/price-file.schema.json is what is accepted', async () => {
  const { $schema: _, ...schema } = toJsonSchema(priceFileSchema, { errorMode: 'ignore' });
  const page = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'A price file for Tollkeeper, before it is signed',
    description: 'See docs/price-file.md.',
    ...schema,
  };
  expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
  await expect(`${JSON.stringify(page, null, 2)}\n`).toMatchFileSnapshot('../../public/price-file.schema.json');
});

describe('a signed file', () => {
  it('is read whole, with the key that signed it', async () => {
    expect(await read(signAnything(FILE, signer))).toEqual({
      file: { ...FILE, kid: signer.key.kid, digest: expect.stringMatching(/^[\w-]{43}$/) },
      problem: null,
    });
    // Editors end a text with a line.
    expect((await read(`${signAnything(FILE, signer)}\n`)).problem).toBeNull();
  });

  it('is refused with any of its bytes changed, left out or put in', async () => {
    const jws = signAnything(FILE, signer);
    const place = fc.nat(jws.length - 1);
    const byte = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code));
    await fc.assert(
      fc.asyncProperty(place, byte, fc.constantFrom('change', 'drop', 'insert'), async (at, to, how) => {
        const tampered = jws.slice(0, at) + (how === 'drop' ? '' : to) + jws.slice(how === 'insert' ? at : at + 1);
        fc.pre(tampered !== jws);
        const { file, problem } = await read(tampered);
        expect(file).toBeNull();
        expect(['no-file', 'bad-signature', 'unknown-key']).toContain(problem?.kind);
      }),
      { numRuns: 400 },
    );
    // The last digit of a signature has bits that mean nothing: there is one way to write them.
    for (const digit of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_') {
      const tampered = jws.slice(0, -1) + digit;
      if (tampered !== jws) expect((await read(tampered)).problem, digit).not.toBeNull();
    }
  });

  it('is refused with every part taken from another that is signed by the same key', async () => {
    const [one, two] = [signAnything(FILE, signer), signAnything({ ...FILE, serial: 8 }, signer)].map((jws) =>
      jws.split('.'),
    );
    const mixed = [one?.[0], two?.[1], one?.[2]].join('.');
    expect((await read(mixed)).problem).toEqual({ kind: 'bad-signature', detail: '' });
  });

  it('is taken from any of the keys that are listed, and from no other', async () => {
    const jws = signAnything(FILE, other);
    expect((await read(jws)).problem).toEqual({ kind: 'unknown-key', detail: other.key.kid });
    expect((await read(jws, { keys: [signer, other] })).problem).toBeNull();
    // A name is no key.
    const posing = signAnything(FILE, other, { alg: 'ES256', typ: 'tollkeeper-prices+json', kid: signer.key.kid });
    expect((await read(posing)).problem?.kind).toBe('bad-signature');
  });

  it.each([
    ['no algorithm', { alg: 'none' }],
    ['a shared secret', { alg: 'HS256' }],
    ['a key that it brings itself', { jwk: {} }],
    ['an address of a key', { jku: 'https://evil.example/keys' }],
    ['an extension', { crit: ['b64'], b64: false }],
    ['another kind of file', { typ: 'JWT' }],
  ])('with a header that names %s is none', async (_name, change) => {
    const header = { alg: 'ES256', typ: 'tollkeeper-prices+json', kid: signer.key.kid, ...change };
    expect((await read(signAnything(FILE, signer, header))).problem?.kind).toBe('no-file');
  });

  it.each(['', '.', '..', 'a.b.c', '<!doctype html><title>404</title>', '{}', JSON.stringify(FILE), '\u0000', '€.€.€'])(
    'is not %j',
    async (text) => {
      expect(await read(text)).toEqual({ file: null, problem: { kind: 'no-file', detail: '' } });
    },
  );

  it('never throws, whatever it is given', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), async (text) => {
        expect((await read(text)).file).toBeNull();
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.json(), async (json) => {
        expect(await problemOf(json)).not.toBeNull();
      }),
      { numRuns: 50 },
    );
  });
});

describe('what a signed file may not say', () => {
  it.each<[string, unknown, PriceFileProblem['kind'], string]>([
    ['no JSON', '{', 'no-file', ''],
    ['a list', [], 'no-file', ''],
    ['another form', { ...FILE, tollkeeper: 2 }, 'malformed', '$.tollkeeper'],
    ['a field more', { ...FILE, providers: [] }, 'unknown-field', '$.providers'],
    ['a link', { ...FILE, rows: [{ ...filedRow(), link: 'https://x.example' }] }, 'unknown-field', '$.rows[0].link'],
    [
      'a pattern',
      { ...FILE, rows: [{ ...filedRow(), match: { regex: '(a+)+$' } }] },
      'unknown-field',
      '$.rows[0].match',
    ],
    [
      'a meter more',
      { ...FILE, rows: [filedRow({ rates: { tokens: 1 } as never })] },
      'unknown-field',
      '$.rows[0].rates.tokens',
    ],
    [
      'a part of a pico-unit',
      { ...FILE, rows: [filedRow({ rates: { 'input-tokens': 0.5 } })] },
      'malformed',
      '$.rows[0].rates.input-tokens',
    ],
    [
      'a negative price',
      { ...FILE, rows: [filedRow({ rates: { 'input-tokens': -1 } })] },
      'malformed',
      '$.rows[0].rates.input-tokens',
    ],
    [
      'more than a number holds',
      { ...FILE, rows: [filedRow({ rates: { 'input-tokens': 2 ** 53 } })] },
      'malformed',
      '$.rows[0].rates.input-tokens',
    ],
    ['a price without a day', { ...FILE, rows: [{ ...filedRow(), date: undefined }] }, 'malformed', '$.rows[0].date'],
    ['a day that there is not', { ...FILE, rows: [filedRow({ date: '2026-02-30' })] }, 'malformed', '$.rows[0].date'],
    [
      'a source that hides what it is',
      { ...FILE, rows: [filedRow({ source: 'a\u202Eb' })] },
      'malformed',
      '$.rows[0].source',
    ],
    [
      'a program\u2019s word as a list',
      { ...FILE, rows: [filedRow({ list: '__proto__' })] },
      'malformed',
      '$.rows[0].list',
    ],
    ['no row', { ...FILE, rows: [] }, 'malformed', '$.rows'],
    ['a number that is none', { ...FILE, serial: 1.5 }, 'malformed', '$.serial'],
    ['for ever', { ...FILE, expiresAt: '2036-11-20T08:00:00Z' }, 'malformed', '$'],
    ['two prices of one model', { ...FILE, rows: [filedRow(), filedRow({ model: 'GPT-5' })] }, 'twice', 'openai gpt-5'],
    [
      'an absurd price',
      { ...FILE, rows: [filedRow({ rates: { 'input-tokens': 1_250_000_000_000 } })] },
      'absurd',
      'openai gpt-5',
    ],
  ])('%s', async (_name, payload, kind, detail) => {
    expect(await problemOf(payload)).toEqual({ kind, detail });
  });

  it('but it may say a price in each of two currencies', async () => {
    const row = filedRow({ list: 'deepseek', model: 'deepseek-v4-flash', rates: { 'output-tokens': 400_000 } });
    const yuan = { ...row, unit: 'CNY', rates: { 'output-tokens': 3_000_000 } };
    expect(await problemOf({ ...FILE, rows: [row, yuan] })).toBeNull();
    expect(await problemOf({ ...FILE, rows: [yuan, row, yuan] })).toMatchObject({ kind: 'twice' });
  });

  it('more rows or bytes than the bound', async () => {
    const rows = (count: number) =>
      Array.from({ length: count }, (_, n) => filedRow({ model: `m${n}`, source: 'a source' }));
    expect(await problemOf({ ...FILE, rows: rows(PRICE_ROWS_MAX) })).toBeNull();
    expect(await problemOf({ ...FILE, rows: rows(PRICE_ROWS_MAX + 1) })).toEqual({
      kind: 'malformed',
      detail: '$.rows',
    });
    expect((await read('a'.repeat(PRICE_FILE_BYTES_MAX + 1))).problem?.kind).toBe('too-large');
  });

  it('a step back, a time that is over, or one that is to come', async () => {
    expect(await problemOf(FILE, { serialSeen: 8 })).toEqual({ kind: 'older', detail: '7 < 8' });
    expect(await problemOf(FILE, { serialSeen: 7 })).toBeNull();
    const expires = Date.parse(FILE.expiresAt);
    expect(await problemOf(FILE, { now: expires - 1 })).toBeNull();
    expect(await problemOf(FILE, { now: expires })).toEqual({ kind: 'expired', detail: '2026-12-20' });
    const issued = Date.parse(FILE.issuedAt);
    // A clock may be a day behind.
    expect(await problemOf(FILE, { now: issued - 86_400_000 })).toBeNull();
    expect(await problemOf(FILE, { now: issued - 86_400_001 })).toEqual({ kind: 'too-early', detail: '2026-11-20' });
  });

  it('each problem has a sentence of its own in both languages', () => {
    for (const language of ['en', 'zh'] as const) {
      const said = PRICE_FILE_PROBLEMS.map((kind) => renderText(explainPriceFile({ kind, detail: 'X' }), language));
      expect(new Set(said).size).toBe(PRICE_FILE_PROBLEMS.length);
      for (const one of said) expect(one.length).toBeGreaterThan(15);
    }
  });
});

describe('keys', () => {
  it('are pasted as PEM or as its base64, one or several, each once', async () => {
    const pem = (spki: string): string =>
      `-----BEGIN PUBLIC KEY-----\n${spki.slice(0, 64)}\n${spki.slice(64)}\n-----END PUBLIC KEY-----\n`;
    for (const pasted of [signer.spki, ` ${signer.spki}\n${signer.spki} `, pem(signer.spki)]) {
      expect(splitPublicKeys(pasted)).toEqual([signer.spki]);
    }
    expect(splitPublicKeys(pem(signer.spki) + pem(other.spki))).toEqual([signer.spki, other.spki]);
    expect((await readPublicKeys([signer.spki]))?.[0]).toEqual(signer.key);
  });

  it.each([
    ['nothing', () => ''],
    ['a private key', () => signer.pem],
    ['a fingerprint', () => signer.key.kid],
    ['a good one and a bad one', () => `${signer.spki}\nabc`],
    [
      'too many',
      () => Array.from({ length: 5 }, (_, n) => signer.spki.slice(0, 60) + n + signer.spki.slice(61)).join('\n'),
    ],
  ])('%s is refused', (_name, pasted) => {
    expect(splitPublicKeys(pasted())).toBeNull();
  });

  it('that lie on no curve are refused', async () => {
    expect(await readPublicKeys([`${signer.spki.slice(0, 36)}${'A'.repeat(86)}==`])).toBeNull();
  });

  it('are named as RFC 7638 names them', async () => {
    // The key of RFC 7515, A.3.1; the digest of its members as `openssl dgst -sha256` has it.
    const point = Buffer.concat([
      Buffer.from([4]),
      ...['f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU', 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0'].map((half) =>
        Buffer.from(half, 'base64url'),
      ),
    ]);
    const spki = Buffer.concat([Buffer.from('3059301306072a8648ce3d020106082a8648ce3d030107034200', 'hex'), point]);
    const [key] = (await readPublicKeys([spki.toString('base64')])) ?? [];
    expect(key?.kid).toBe('oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U');
  });
});

describe('who publishes one', () => {
  it('signs this build, which the extension takes, and counts on', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-key-'));
    try {
      const path = join(folder, 'prices.key.pem');
      const spki = writeNewKey(path);
      if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(() => writeNewKey(path)).toThrow(/EEXIST/);
      const key = readPrivateKey(path, {});
      const jws = await signPriceFile({ ...FILE, rows: rowsOfBuild() }, key, FILE_NOW);
      expect(await serialOf(jws, key)).toBe(7);
      const keys = (await readPublicKeys([spki])) ?? [];
      const { file } = await readPriceFile(jws, { keys, serialSeen: 0, now: FILE_NOW });
      expect(file?.rows).toEqual(rowsOfBuild());
      // Nothing is written that would be refused.
      await expect(signPriceFile({ ...FILE, rows: [] }, key, FILE_NOW)).rejects.toThrow('$.rows');
      chmodSync(path, 0o644);
      expect(() => readPrivateKey(path, {})).toThrow(/chmod 600/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('has the key in a file or in the environment; what is no key is not repeated', () => {
    expect(() => readPrivateKey(undefined, {})).toThrow(KEY_ENV);
    expect(readPrivateKey(undefined, { [KEY_ENV]: signer.pem }).type).toBe('private');
    const bad = { [KEY_ENV]: 'canary-4711' };
    expect(() => readPrivateKey(undefined, bad)).toThrow(/^(?!.*canary).*P-256/);
    const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-key-'));
    try {
      const path = join(folder, 'rsa.pem');
      writeFileSync(path, signer.pem.replace('PRIVATE', 'OTHER'), { mode: 0o600 });
      expect(() => readPrivateKey(path, {})).toThrow(/P-256/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
