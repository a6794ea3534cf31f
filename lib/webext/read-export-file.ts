import { decodeJson } from '../domain/bigint-json.ts';
import { STORED_TABLES, type StoredTable } from '../domain/dashboard.ts';
import type { ImportFault } from '../domain/own-data.ts';
import { EXPORT_FORMAT, EXPORT_VERSION, TABLES_BEGIN } from './export-ledger.ts';
import { openKey, openSealed, readSealedHead } from './seal-file.ts';

/** What the first line of an export says, and how to read the rest; as often as one likes. */
export interface ExportFile {
  /** As it stands there: nobody has looked at it. */
  readonly head: Readonly<Record<string, unknown>>;
  /** Its rows in their order, and how much of the file was read, bytes. Rejects with {@link BadExport} where it is no whole file. */
  readonly rows: () => AsyncGenerator<ExportRow, void>;
}

/** One row, as it stands there. */
export interface ExportRow {
  readonly table: StoredTable;
  readonly row: unknown;
}

/** Why a file cannot be taken in. */
export class BadExport extends Error {
  readonly fault: ImportFault;
  constructor(fault: ImportFault) {
    super(`[import] the file cannot be taken in: ${fault}`);
    this.fault = fault;
  }
}

type Bytes = Uint8Array<ArrayBuffer>;

const CHUNK_BYTES = 1024 * 1024;
/** No row of ours is as long, characters: a file without ends of lines must not fill the memory. */
const LINE_CHARS_MAX = 32 * 1024 * 1024;

/** Opens a file that the extension wrote. @throws BadExport where it did not, or the password does not open it. */
export async function openExportFile(file: Blob, password: string): Promise<ExportFile> {
  const openBytes = await openBytesOf(file, password);
  const first = linesOf(openBytes());
  const line = await first.next();
  await first.return();
  if (line.done || !line.value.includes(`"${EXPORT_FORMAT}"`)) throw new BadExport('not-ours');
  // One that was written anew by another program, or not to the end of its first line.
  if (!line.value.endsWith(TABLES_BEGIN)) throw new BadExport(versionFault(line.value) ?? 'damaged');
  const said = decodeJson(`${line.value.slice(0, -TABLES_BEGIN.length)}}`);
  if (!isHead(said)) throw new BadExport('damaged');
  if (said.formatVersion > EXPORT_VERSION) throw new BadExport('newer');
  if (said.formatVersion < EXPORT_VERSION) throw new BadExport('older');
  return { head: { ...said }, rows: () => rowsOf(linesOf(openBytes())) };
}

/** The bytes of the text inside, as often as they are asked for. */
async function openBytesOf(file: Blob, password: string): Promise<() => AsyncGenerator<Bytes, void>> {
  const head = await readSealedHead(file);
  if (head === null) return () => plainBytes(file);
  if (typeof head === 'string') throw new BadExport(head);
  if (password === '') throw new BadExport('password-needed');
  const key = await openKey(head, password);
  if (key === null) throw new BadExport('password-wrong');
  return async function* () {
    for await (const piece of openSealed(file, head, key)) {
      if (piece === null) throw new BadExport('damaged');
      yield piece;
    }
  };
}

async function* plainBytes(file: Blob): AsyncGenerator<Bytes, void> {
  for (let at = 0; at < file.size; at += CHUNK_BYTES) {
    yield new Uint8Array(await file.slice(at, at + CHUNK_BYTES).arrayBuffer());
  }
}

async function* linesOf(bytes: AsyncIterable<Bytes>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  for await (const part of bytes) {
    const lines = (rest + decode(decoder, part)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LINE_CHARS_MAX) throw new BadExport('not-ours');
    yield* lines;
  }
  rest += decode(decoder);
  if (rest !== '') yield rest;
}

function decode(decoder: TextDecoder, part?: Bytes): string {
  try {
    return decoder.decode(part, { stream: part !== undefined });
  } catch {
    throw new BadExport('damaged');
  }
}

/** Reads the file as {@link exportLedger} writes it, to its end: a line for each row, and how many there are. */
async function* rowsOf(lines: AsyncGenerator<string, void>): AsyncGenerator<ExportRow, void> {
  let table: string | null = null;
  let entries = 0;
  let isWhole = false;
  await lines.next();
  for await (const line of lines) {
    if (isWhole) throw new BadExport('damaged');
    if (line.startsWith('"') && table === null) table = tableOf(line);
    else if (line.startsWith(']') && table !== null) table = null;
    else if (line.startsWith('{') && table !== null) {
      const row = decodeJson(line.endsWith(',') ? line.slice(0, -1) : line);
      if (row === null) throw new BadExport('damaged');
      entries += 1;
      const known = STORED_TABLES.find((one) => one === table);
      if (known !== undefined) yield { table: known, row };
    } else if (line === `},"entries":${entries}}` && table === null) isWhole = true;
    else throw new BadExport('damaged');
  }
  if (!isWhole) throw new BadExport('damaged');
}

function tableOf(line: string): string {
  const name = decodeJson(line.slice(0, -':['.length));
  if (!line.endsWith(':[') || typeof name !== 'string') throw new BadExport('damaged');
  return name;
}

interface Head {
  readonly format: typeof EXPORT_FORMAT;
  readonly formatVersion: number;
}

function isHead(said: unknown): said is Head {
  const { format, formatVersion } = (said ?? {}) as Partial<Record<keyof Head, unknown>>;
  return format === EXPORT_FORMAT && Number.isInteger(formatVersion);
}

/** Of a first line that is none of this version: whether it says that it is of another one. */
function versionFault(line: string): 'newer' | null {
  const version = Number(/"formatVersion":(\d{1,6})/.exec(line)?.[1] ?? Number.NaN);
  return version > EXPORT_VERSION ? 'newer' : null;
}
