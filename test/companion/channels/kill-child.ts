import { once } from 'node:events';
import { join } from 'node:path';
import { openChannelDesk } from '../../../companion/channels/open-channel-desk.ts';
import { openLedgerStore } from '../../../companion/ledger/open-ledger.ts';
import { openSqlite } from '../../../companion/ledger/sqlite.ts';
import { openMasterKey } from '../../../companion/secrets/master-key.ts';

/** What is killed: a companion's outbox over the ledger of a folder. It says when it is there, and ends with its input. */
const folder = process.argv[2] ?? '';
const sql = openSqlite(join(folder, 'ledger.db'));
const desk = openChannelDesk({
  ...{ path: join(folder, 'channels.sealed'), masterKey: openMasterKey({}, join(folder, 'key')), pollMs: 20 },
  ...{ store: openLedgerStore(sql), clock: null, companion: '', now: Date.now, environment: process.env },
  onTrouble: (what, error) => console.error(what, error),
});
console.log('ready');
process.stdin.resume();
await once(process.stdin, 'end');
await desk.stop();
await sql.close();
