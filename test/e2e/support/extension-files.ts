import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';

interface Manifest {
  readonly key?: string;
  readonly browser_specific_settings?: { readonly gecko?: { readonly id?: string } };
}

function readManifest(extensionPath: string): Manifest {
  return JSON.parse(readFileSync(join(extensionPath, 'manifest.json'), 'utf8')) as Manifest;
}

/**
 * The id Chromium gives an unpacked extension: 32 letters from the manifest's key, or from the folder's path where it
 * has none (https://developer.chrome.com/docs/extensions/reference/manifest/key).
 */
export function chromiumExtensionId(extensionPath: string): string {
  const { key } = readManifest(extensionPath);
  const input = key ? Buffer.from(key, 'base64') : realpathSync(extensionPath);
  const digest = createHash('sha256').update(input).digest('hex').slice(0, 32);
  return [...digest].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 16))).join('');
}

/** The id in the manifest's gecko settings; throws without one, since Firefox needs it to keep storage. */
export function firefoxExtensionId(extensionPath: string): string {
  const id = readManifest(extensionPath).browser_specific_settings?.gecko?.id;
  if (!id) throw new Error(`[firefox] ${extensionPath}/manifest.json has no browser_specific_settings.gecko.id`);
  return id;
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

const LOCAL_HEADER_BYTES = 30;
const CENTRAL_HEADER_BYTES = 46;
const VERSION_NEEDED = 20;
const UTF8_NAMES = 0x0800;
const DEFLATE = 8;
const DOS_DATE_1980 = 0x21;

function writeSharedFields(header: Buffer, at: number, name: Buffer, raw: Buffer, packed: Buffer): void {
  header.writeUInt16LE(VERSION_NEEDED, at);
  header.writeUInt16LE(UTF8_NAMES, at + 2);
  header.writeUInt16LE(DEFLATE, at + 4);
  header.writeUInt16LE(DOS_DATE_1980, at + 8);
  header.writeUInt32LE(crc32(raw), at + 10);
  header.writeUInt32LE(packed.length, at + 14);
  header.writeUInt32LE(raw.length, at + 18);
  header.writeUInt16LE(name.length, at + 22);
}

/** The folder as the bytes of a zip file, which is what Firefox calls an .xpi (PKWARE APPNOTE 6.3, no zip64). */
export function zipFolder(folder: string): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const file of listFiles(folder)) {
    const name = Buffer.from(file.replaceAll('\\', '/'), 'utf8');
    const raw = readFileSync(join(folder, file));
    const packed = deflateRawSync(raw);
    const local = Buffer.alloc(LOCAL_HEADER_BYTES);
    local.writeUInt32LE(0x04034b50, 0);
    writeSharedFields(local, 4, name, raw, packed);
    const central = Buffer.alloc(CENTRAL_HEADER_BYTES);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(VERSION_NEEDED, 4);
    writeSharedFields(central, 6, name, raw, packed);
    central.writeUInt32LE(offset, 42);
    locals.push(local, name, packed);
    centrals.push(central, name);
    offset += local.length + name.length + packed.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(centrals.length / 2, 8);
  end.writeUInt16LE(centrals.length / 2, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}
