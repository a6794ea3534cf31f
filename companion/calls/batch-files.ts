import type { Draft } from '../../lib/domain/call.ts';
import { openTokenCounter } from '../../lib/domain/count-tokens.ts';
import { counterOf, type ExactCounters, familyOf } from '../../lib/engine/exact-counters.ts';
import { openBatchFileMeter } from '../../lib/engine/size-batch-file.ts';
import { findProvider } from '../../lib/providers/registry.ts';
import { filesPathOf, readInputFile, readUploadedFile } from '../../lib/wires/openai-batches.ts';
import type { CallOf, FileTaker, GatewayCall } from '../gateway/review-port.ts';
import { openBatchFileTable } from '../ledger/batch-file-table.ts';
import type { LedgerStore } from '../ledger/open-ledger.ts';
import { openKeyMarks } from './key-marks.ts';
import { isSameWallet } from './same-wallet.ts';

/** The sizes of files that batches are made of, remembered by the provider's number of the file. */
export interface BatchFiles {
  /** Who looks at a file that is handed in; null: it is nowhere that batches are made of. */
  readonly take: (call: CallOf) => FileTaker | null;
  /**
   * A batch with the sizes of its file, where that passed by and its wallet's key handed it in; else as it is. Rejects where
   * the ledger does.
   */
  readonly sized: (call: GatewayCall, draft: Draft) => Promise<Draft>;
}

/** What they are remembered with. */
export interface BatchFilesOptions {
  readonly store: Pick<LedgerStore, 'transactBelow'>;
  /** The ledger's own secret, 64 hex digits. */
  readonly secretHex: string;
  readonly counters: ExactCounters;
  /** Epoch ms. */
  readonly now: () => number;
}

/** A file is remembered so long, ms: batches are made soon after. */
const REMEMBERED_MS = 30 * 24 * 3_600_000;
/** Files that are remembered; the next to be forgotten give way, so many at a time. */
const FILES_MAX = 10_000;
const FORGOTTEN = 100;

/** Opens the memory of one ledger. */
export function openBatchFiles({ store, secretHex, counters, now }: BatchFilesOptions): BatchFiles {
  const marksOf = openKeyMarks(secretHex);
  /** What is being written: a batch may be asked for as soon as its file was answered. */
  const writing = new Set<Promise<void>>();
  const payerOf = ({ provider, key }: CallOf): string | null =>
    marksOf(key, findProvider(provider)?.keys ?? null).fingerprint;

  const keep = (call: CallOf, file: string, draft: Draft): Promise<void> => {
    const at = now();
    const row = { provider: call.provider, file, fingerprint: payerOf(call), draft, expiresAt: at + REMEMBERED_MS };
    return store.transactBelow(async ({ tx, ledger }) => {
      const files = openBatchFileTable(tx, ledger);
      await files.put(row);
      const isFull = (await files.where('expiresAt').between(0, Number.MAX_SAFE_INTEGER).count()) > FILES_MAX;
      const old = files.where('expiresAt').between(0, isFull ? Number.MAX_SAFE_INTEGER : at + 1);
      await files.bulkDelete([...(await old.limit(FORGOTTEN).primaryKeys())]);
    });
  };

  const find = async (call: GatewayCall, file: string): Promise<Draft | null> => {
    await Promise.allSettled(writing);
    return store.transactBelow(async ({ tx, ledger, tables }) => {
      const row = await openBatchFileTable(tx, ledger).get([call.provider, file]);
      if (row === undefined || row.expiresAt <= now()) return null;
      return (await isSameWallet(tables, row.fingerprint, payerOf(call))) ? row.draft : null;
    });
  };

  return {
    take(call) {
      const provider = findProvider(call.provider);
      const isHere = provider?.surfaces.some(
        ({ wire, path, isFollowUp }) => wire === 'openai-batches' && !isFollowUp && filesPathOf(path) === call.path,
      );
      if (provider === null || !isHere) return null;
      const openExact = (model: string | null) =>
        counterOf(model === null ? null : familyOf(model, provider), counters)(model);
      const meter = openBatchFileMeter({ provider, openExact, openRough: openTokenCounter });
      return {
        push: meter.push,
        end(answerText) {
          const file = answerText === null ? null : readUploadedFile(answerText);
          const draft = file === null ? null : meter.end();
          if (file === null || draft === null) return Promise.resolve();
          const written = keep(call, file, draft);
          const told = written.finally(() => writing.delete(told));
          writing.add(told);
          return told;
        },
      };
    },
    async sized(call, draft) {
      const file = call.body.kind === 'text' ? readInputFile(call.body.text) : null;
      return (file === null ? null : await find(call, file)) ?? draft;
    },
  };
}
