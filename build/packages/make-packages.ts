import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NOTICES_FILE } from '../third-party.ts';
import { bundleCompanion } from './bundle-companion.ts';
import { readSourceFiles } from './source-files.ts';
import { readLockedSbom, writeSbom } from './write-sbom.ts';
import { readFolder, zipFiles } from './zip-files.ts';

/** `npm run package`, once both store builds are there: everything that is handed out, in `.output/packages/`. */
const root = join(import.meta.dirname, '../..');
const out = join(root, '.output/packages');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
/** Of the extension: with everything, and what it would be without vocabularies, bytes. */
const ZIP_BYTES_MAX = { all: 3_000_000, withoutVocabularies: 1_500_000 };

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const locked = readLockedSbom(root);
const isSmall = [
  makeExtension('chrome-mv3', `tollkeeper-${version}-chrome.zip`),
  makeExtension('firefox-mv3', `tollkeeper-${version}-firefox.xpi`),
].every(Boolean);
write(`tollkeeper-${version}-sources.zip`, zipFiles(readSourceFiles(root)));
await makeCompanion();
writeSums();
for (const name of readdirSync(out).toSorted()) {
  const { size } = statSync(join(out, name));
  if (statSync(join(out, name)).isFile()) console.log(`${String(size).padStart(10)} bytes  ${name}`);
}
if (!isSmall) {
  const { all, withoutVocabularies } = ZIP_BYTES_MAX;
  console.error(`The extension is larger than promised: ${all} bytes, ${withoutVocabularies} without vocabularies.`);
  process.exitCode = 1;
}

/** @returns whether it is as small as promised. */
function makeExtension(build: string, name: string): boolean {
  const files = readFolder(join(root, '.output', build));
  const zip = zipFiles(files);
  write(name, zip);
  writeBill(name, join(root, '.output', build));
  const withoutVocabularies = zipFiles(new Map([...files].filter(([path]) => !path.startsWith('vocabularies/'))));
  console.log(`${name}: ${zip.length} bytes, ${withoutVocabularies.length} without vocabularies`);
  return zip.length <= ZIP_BYTES_MAX.all && withoutVocabularies.length <= ZIP_BYTES_MAX.withoutVocabularies;
}

async function makeCompanion(): Promise<void> {
  const folder = join(root, '.output/companion');
  await bundleCompanion(root, folder);
  const { status, stderr } = spawnSync('npm', ['pack', '--pack-destination', out], {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`[packages] npm pack ended with ${status}: ${stderr}`);
  writeBill(`tollkeeper-${version}.tgz`, folder);
}

function writeBill(name: string, folder: string): void {
  write(`${name}.cdx.json`, writeSbom(locked, name, readFileSync(join(folder, NOTICES_FILE), 'utf8')));
}

/** As `sha256sum --check` reads it. */
function writeSums(): void {
  const sumOf = (name: string): string =>
    createHash('sha256')
      .update(readFileSync(join(out, name)))
      .digest('hex');
  const lines = readdirSync(out)
    .toSorted()
    .map((name) => `${sumOf(name)}  ${name}`);
  write('SHA256SUMS', `${lines.join('\n')}\n`);
}

function write(name: string, content: string | Uint8Array): void {
  writeFileSync(join(out, name), content);
}
