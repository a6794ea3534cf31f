import { Database } from '../../lib/webext/database.ts';
import { describeTables } from './table-contract.ts';

let opened = 0;

describeTables('IndexedDB', async () => {
  opened += 1;
  const database = new Database(`tables-${opened}`);
  return {
    tables: database,
    transact: (work) => Promise.resolve(database.transaction('rw', database.tables, async () => work())),
    close: async () => void (await database.delete()),
  };
});
