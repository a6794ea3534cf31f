import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { migrations } from '../../../companion/ledger/migrations.ts';

/*
 * Every statement has to run on PostgreSQL and on what speaks its language over many machines: Citus, CockroachDB and YugabyteDB
 * (MONEY, "PostgreSQL"). Citus keeps rows by a key that has to be in every primary key and join; sessions are shared by poolers.
 * https://docs.citusdata.com/en/stable/develop/reference_ddl.html
 * https://www.cockroachlabs.com/docs/stable/postgresql-compatibility
 */

const FOLDER = join(import.meta.dirname, '../../../companion');
/** What speaks to SQLite alone, or makes a provider's coat. */
const OF_SQLITE = ['ledger/sqlite.ts', 'ledger/shared-commit.ts', 'ledger/open-file.ts', 'ledger/checkpoint-worker.ts'];

const BEGINNINGS =
  /^\s*(:shared )?(select|insert|update|delete|create|alter|drop|with|truncate|lock|listen|notify|set|do|call|copy|merge) /;

const FORBIDDEN: readonly (readonly [string, RegExp])[] = [
  ['listening and notifying', /^\s*(listen|unlisten|notify) |\bpg_notify\b/],
  ['advisory locks', /advisory/],
  [
    'triggers, rules and functions',
    /\b(create|drop) (or replace )?(constraint )?(trigger|rule|function|procedure)\b|^\s*(do|call) /,
  ],
  ['numbers that a server counts', /\b(big|small)?serial\b|\bgenerated (always|by default)\b|\bnextval\b|\bsequence\b/],
  ['whole tables locked or emptied', /^\s*(lock|truncate) /],
  ['rows of a table’s inside', /\b(ctid|xmin|oid)\b/],
  ['foreign keys and exclusions', /\breferences\b|\bforeign key\b|\bexclude using\b/],
  ['cursors and temporary tables', /\bdeclare .* cursor\b|\btemp(orary)? table\b/],
  [
    'one dialect’s words',
    /\bmerge into\b|\breturning old\b|\bglob\b|\bifnull\b|\bautoincrement\b|\binsert or\b|\browid\b|\bilike\b|::(?!text\[\])/,
  ],
  ['clocks that stand still in a transaction', /\bnow\(\)|\bcurrent_timestamp\b/],
];

/** What is wrong with a statement. */
const wrongIn = (text: string): readonly string[] =>
  FORBIDDEN.flatMap(([name, form]) => (form.test(text.toLowerCase()) ? [name] : []));

/** Texts of a source that begin as statements do. */
function statementsIn(source: string): readonly string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const texts = [...code.matchAll(/'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g)];
  return texts.map(([, single, double, template]) => single ?? double ?? template ?? '').filter(isStatement);
}

/** People are told things that begin like that, too; statements are small letters and have a word that belongs to them. */
function isStatement(text: string): boolean {
  return (
    BEGINNINGS.test(text) &&
    / (from|into|set|table|index|level|trigger|function|lock|as now)\b|\bselect \S+\(/.test(text)
  );
}

const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !OF_SQLITE.includes(path))
  .map((path) => ({ path, statements: statementsIn(readFileSync(join(FOLDER, path), 'utf8')) }))
  .filter(({ statements }) => statements.length > 0);

describe('statements', () => {
  it('are found: those of the ledger, of watching, exports and migrations', () => {
    const found = files.map(({ path }) => path);
    for (const path of [
      'ledger/batch.ts',
      'ledger/flush.ts',
      'ledger/usage.ts',
      'ledger/schema.ts',
      'export/read-pages.ts',
    ]) {
      expect(found).toContain(path);
    }
    expect(files.flatMap(({ statements }) => statements).length).toBeGreaterThan(40);
  });

  it('have no form that engines over many machines do not run', () => {
    const wrong = files.flatMap(({ path, statements }) =>
      statements.flatMap((text) => wrongIn(text).map((name) => `${path}: ${name}: ${text.slice(0, 80)}`)),
    );
    expect(wrong).toEqual([]);
  });

  it.each([
    'listen changes',
    'select pg_advisory_xact_lock(1) from ledgers',
    'create table counts (id bigserial primary key)',
    'create table counts (id bigint generated always as identity)',
    'create trigger noted after insert on holds execute function note()',
    'lock table holds in exclusive mode',
    "insert or replace into holds values ('a')",
    'select * from holds where at < now()',
    'select body::json from row_records',
  ])('"%s" would be found', (text) => {
    expect(wrongIn(text)).not.toEqual([]);
  });
});

describe('tables', () => {
  const steps = migrations.flat();

  it('have the key that rows are kept by in every primary key and index, before all else', () => {
    const tables = steps.filter((step) => /create table /.test(step));
    expect(tables.length).toBeGreaterThan(10);
    for (const table of tables) expect(table).toMatch(/primary key \(ledger[,)]/);
    const indexes = steps.filter((step) => /create (unique )?index /.test(step));
    expect(indexes.length).toBeGreaterThan(3);
    for (const index of indexes) expect(index).toMatch(/ on \w+ \(ledger[,)]/);
  });

  it('have no form that engines over many machines do not run', () => {
    expect(steps.flatMap(wrongIn)).toEqual([]);
  });

  it('are joined by that key', () => {
    const joins = files.flatMap(({ statements }) => statements).filter((text) => / join /.test(text));
    expect(joins.length).toBeGreaterThan(0);
    for (const join of joins) expect(join).toMatch(/\.ledger = \w+\.ledger/);
  });
});
