import type { Database } from './database.ts';
import { exportLedger } from './export-ledger.ts';
import { readKeptApart } from './kept-apart.ts';
import { localDay } from './local-day.ts';
import { sealBytes } from './seal-file.ts';
import { readSettings } from './settings.ts';

interface ExportAsk {
  readonly version: string;
  /** Empty: the file is open to everybody. */
  readonly password: string;
  /** Told how many entries are written. */
  readonly onProgress: (entries: number) => void;
  readonly save: (blob: Blob, file: string) => void;
}

/** Offers everything that is stored as one file. The pieces become parts of one Blob, which browsers keep on the disk when it grows. */
export async function saveExport(
  database: Database,
  { version, password, onProgress, save }: ExportAsk,
): Promise<{ readonly file: string; readonly entries: number }> {
  const at = Date.now();
  const [settings, apart] = await Promise.all([readSettings(), readKeptApart()]);
  let entries = 0;
  const encoder = new TextEncoder();
  const bytes = (async function* () {
    for await (const piece of exportLedger(database, { version, at, settings, apart })) {
      entries += piece.entries;
      onProgress(entries);
      yield encoder.encode(piece.text);
    }
  })();
  const parts: Blob[] = [];
  for await (const part of password === '' ? bytes : sealBytes(bytes, password)) parts.push(new Blob([part]));
  const isOpen = password === '';
  const file = `tollkeeper-${localDay(at)}.${isOpen ? 'json' : 'tollkeeper'}`;
  save(new Blob(parts, { type: isOpen ? 'application/json' : 'application/octet-stream' }), file);
  return { file, entries };
}
