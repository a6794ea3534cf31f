import { DatabaseSync } from 'node:sqlite';

/** One call over bare node:sqlite: what the least that could be right costs on this machine. */
export interface Floor {
  readonly once: (index: number) => void;
  readonly close: () => void;
}

const BUDGETS = 4;

/**
 * Four counters raised by one statement each, one row kept, in a commit; then the same again: prepared statements, WAL,
 * `synchronous = normal`, numbers as JavaScript has them.
 */
export function openFloor(path: string): Floor {
  const database = new DatabaseSync(path);
  database.exec(`pragma journal_mode = wal; pragma synchronous = normal;
    create table budgets (id integer primary key, spent integer not null, held integer not null);
    create table calls (id text primary key, held integer not null, cost integer) without rowid`);
  for (let id = 0; id < BUDGETS; id++) database.exec(`insert into budgets values (${id}, 0, 0)`);
  const begin = database.prepare('begin immediate');
  const commit = database.prepare('commit');
  const hold = database.prepare('update budgets set held = held + ?1 where id = ?2 and spent + held + ?1 <= ?3');
  const add = database.prepare('insert into calls (id, held) values (?1, ?2)');
  const book = database.prepare('update budgets set held = held - ?1, spent = spent + ?2 where id = ?3');
  const end = database.prepare('update calls set cost = ?2 where id = ?1');
  const once = (index: number): void => {
    const id = `call-${String(index).padStart(10, '0')}`;
    begin.run();
    for (let budget = 0; budget < BUDGETS; budget++) hold.run(1000, budget, Number.MAX_SAFE_INTEGER);
    add.run(id, 1000);
    commit.run();
    begin.run();
    for (let budget = 0; budget < BUDGETS; budget++) book.run(1000, 700, budget);
    end.run(id, 700);
    commit.run();
  };
  return { once, close: () => database.close() };
}
