import { openDexieHost } from './dexie-host.ts';
import { describeLedger } from './ledger-contract.ts';
import { openMemoryHost } from './memory-host.ts';

describeLedger('a ledger in memory', openMemoryHost);
describeLedger('the extension’s IndexedDB', openDexieHost);
