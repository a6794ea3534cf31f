import { batchFileSteps } from './batch-file-table.ts';
import { refusalSteps } from './refusal-tables.ts';
import { rowTableSteps } from './row-tables.ts';
import { syncSteps } from './sync-notes.ts';
import { watchSteps } from './watch-tables.ts';

/**
 * The tables, version by version; a version that was released is never changed. Every primary key begins with the ledger,
 * by which distributed engines keep what belongs together on one node. Times are epoch ms; amounts are two columns (see
 * `split` in sql.ts). SQLite keeps a table in the order of its key (`:ordered`), PostgreSQL has no word for that.
 */
export const migrations: readonly (readonly string[])[] = [
  [
    // `version` tells every companion that its list of budgets is old.
    `create table ledgers (ledger text not null, version bigint not null, primary key (ledger)) :ordered`,
    `create table budgets (ledger text not null, id text not null, body text not null, primary key (ledger, id)) :ordered`,
    `create table budget_changes (ledger text not null, budget text not null, id text not null, kind text not null,
      at bigint not null, body text not null, primary key (ledger, budget, id)) :ordered`,
    // `id` is the budget's with the start behind it, so that one list of ids names windows of several lengths.
    `create table windows (ledger text not null, id text not null, budget text not null, start_at bigint not null,
      end_at bigint not null, spent_units bigint not null, spent_nano bigint not null, held_units bigint not null, held_nano bigint not null,
      uncounted bigint not null, revision bigint not null, primary key (ledger, id)) :ordered`,
    // A hold lives until its call is booked: there are few at any time, so that none is looked for by an index.
    `create table holds (ledger text not null, call_id text not null, state text not null, provider text not null,
      account text, model text, key_mark text, label text, origin text, unit text, worst_units bigint, worst_nano bigint,
      usual_units bigint, usual_nano bigint, tokens_worst bigint, tokens_usual bigint, rates text,
      reserved_at bigint not null, expires_at bigint not null, primary key (ledger, call_id)) :ordered`,
    // What a call came to: written once. A call that was released has a row too, so that it cannot be reserved again.
    `create table bookings (ledger text not null, call_id text not null, certainty text not null, provider text not null,
      account text, model text, key_mark text, label text, origin text, unit text, cost_units bigint, cost_nano bigint,
      tokens bigint, calls bigint not null, hold_unit text, hold_units bigint, hold_nano bigint, hold_tokens bigint,
      rates text, reserved_at bigint not null, settled_at bigint not null, primary key (ledger, call_id)) :ordered`,
    `create index bookings_reserved on bookings (ledger, reserved_at)`,
    `create table adjustments (ledger text not null, call_id text not null, id text not null, kind text not null,
      unit text not null, cost_units bigint not null, cost_nano bigint not null, tokens bigint not null, calls bigint not null,
      at bigint not null, primary key (ledger, call_id, id)) :ordered`,
    // By quarter of an hour, the smallest step between time zones: any zone's days are whole rows.
    `create table rollups (ledger text not null, quarter_at bigint not null, provider text not null, account text not null,
      model text not null, label text not null, unit text not null, cost_units bigint not null, cost_nano bigint not null,
      tokens bigint not null, calls bigint not null, unknown_calls bigint not null,
      primary key (ledger, quarter_at, provider, account, model, label, unit)) :ordered`,
    ...rowTableSteps,
  ],
  [
    // What companions over one database must agree on: the zone whose days it has, whose secret makes its fingerprints.
    `create table ledger_facts (ledger text not null, name text not null, value text not null,
      primary key (ledger, name)) :ordered`,
  ],
  // What paired browsers are told of.
  syncSteps,
  // What is kept to warn in time.
  watchSteps,
  // What was refused, and what we stopped.
  refusalSteps,
  // How large the files are that batches are made of.
  batchFileSteps,
];
