import { Dexie } from 'dexie';

/** Calls back after anything was written to the ledger, by whatever part of the extension; returns how to stop. */
export function watchLedger(onChange: () => void): () => void {
  // Dexie tells its other instances through a broadcast channel; no database need be open for that.
  Dexie.on('storagemutated', onChange);
  return () => Dexie.on.storagemutated.unsubscribe(onChange);
}
