import { randomBytes, timingSafeEqual } from 'node:crypto';
import * as v from 'valibot';
import type { WatchTables } from '../ledger/watch-tables.ts';
import { hashOfToken } from '../secrets/versioned-file.ts';

/** A status page that was shared; of its address only a hash is kept. */
export interface StatusPage {
  readonly name: string;
  readonly language: 'en' | 'zh';
  /** Epoch ms. */
  readonly createdAt: number;
}

export const pageName = v.pipe(
  v.string(),
  v.regex(/^[\w.-]{1,64}$/, 'a page has a name of letters, digits, dots, dashes'),
);

const PAGES_MAX = 50;
const TOKEN_BYTES = 32;
const PREFIX = 'tks_';
/** What such an address ends with; nothing else is looked up. */
export const PAGE_TOKEN = /^tks_[\w-]{43}$/;

const pages = v.object({
  pages: v.pipe(
    v.array(
      v.object({
        ...{ name: pageName, language: v.picklist(['en', 'zh']), createdAt: v.number() },
        /** SHA-256, hex. The token is 256 random bits: there is nothing to guess. */
        hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
      }),
    ),
    v.maxLength(PAGES_MAX),
  ),
});
type Kept = v.InferOutput<typeof pages>['pages'][number];

const NAME = 'status-pages';
type Tables = Pick<WatchTables, 'watchSettings'>;

/** Pages that are shared, without their addresses. */
export async function listPages(tables: Tables): Promise<readonly StatusPage[]> {
  return (await read(tables)).map(({ name, language, createdAt }) => ({ name, language, createdAt }));
}

/**
 * Shares one. @returns what its address ends with, which is shown this once, and whether a page of that name ended by it. Null: there
 * are too many.
 */
export async function sharePage(
  tables: Tables,
  page: StatusPage,
): Promise<{ readonly token: string; readonly hasEndedOne: boolean } | null> {
  const token = PREFIX + randomBytes(TOKEN_BYTES).toString('base64url');
  const before = await read(tables);
  const others = before.filter(({ name }) => name !== page.name);
  if (others.length >= PAGES_MAX) return null;
  await write(tables, [...others, { ...page, hash: hashOfToken(token).toString('hex') }]);
  return { token, hasEndedOne: others.length < before.length };
}

/** Withdraws one; false: there is none of that name. */
export async function withdrawPage(tables: Tables, name: string): Promise<boolean> {
  const before = await read(tables);
  const after = before.filter((page) => page.name !== name);
  if (after.length < before.length) await write(tables, after);
  return after.length < before.length;
}

/** The page at an address; null: there is none, or not any more. */
export async function findPage(tables: Tables, token: string): Promise<StatusPage | null> {
  const hash = hashOfToken(token);
  const found = (await read(tables)).find((page) => timingSafeEqual(Buffer.from(page.hash, 'hex'), hash));
  return found ?? null;
}

async function read(tables: Tables): Promise<readonly Kept[]> {
  const row = await tables.watchSettings.get(NAME);
  return v.parse(pages, row?.value ?? { pages: [] }).pages;
}

async function write(tables: Tables, next: readonly Kept[]): Promise<void> {
  await tables.watchSettings.put({ name: NAME, value: { pages: next } });
}
