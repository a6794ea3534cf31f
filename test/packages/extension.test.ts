import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLockedSbom, writeSbom } from '../../build/packages/write-sbom.ts';
import { readFolder, zipFiles } from '../../build/packages/zip-files.ts';
import { NOTICES_FILE, readNotices } from '../../build/third-party.ts';
import { root } from '../architecture/sources.ts';

const STORE = ['chrome-mv3', 'firefox-mv3'] as const;

/** Every file of a store build. `npm test` builds before it runs this. */
function filesOf(build: string): ReadonlyMap<string, Buffer> {
  const folder = join(root, '.output', build);
  if (!existsSync(folder)) throw new Error(`${folder} is missing: run npm run build first`);
  return new Map([...readFolder(folder)].map(([path, bytes]) => [path, Buffer.from(bytes)]));
}

/** Where each permission is used, as it stands in a bundle: what nothing needs would be asked for all the same. */
const CALL_SITES: Readonly<Record<string, RegExp>> = {
  storage: /\.storage\.local\.get\(/,
  // Has no call: it is what lets IndexedDB grow.
  unlimitedStorage: /\.indexedDB\b|\bindexedDB\./,
  alarms: /\.alarms\.create\(/,
  scripting: /\.scripting\.registerContentScripts\(/,
  // Lets the address of the page in front be read, on a click.
  activeTab: /\.tabs\.query\(\{active:!0/,
  contextMenus: /\.contextMenus\.create\(/,
  notifications: /\.notifications\.create\(/,
  nativeMessaging: /\.runtime\.(?:sendNativeMessage|connectNative)\(/,
};
/** Hosts are asked for one at a time. */
const HOSTS_ASKED = /\.permissions\.request\(\{origins:\[/;

/** What of the browser is there for any extension. */
const FREE = ['action', 'extension', 'i18n', 'permissions', 'runtime', 'tabs', 'windows', 'devtools', 'commands'];

const locked = readLockedSbom(root);

describe.each(STORE)('what stores get of %s', (build) => {
  const files = filesOf(build);
  const manifest = JSON.parse(String(files.get('manifest.json')));
  const asked: readonly string[] = [...manifest.permissions, ...manifest.optional_permissions];
  const code = [...files].filter(([path]) => path.endsWith('.js')).map(([, bytes]) => String(bytes));

  it('asks for no permission that nothing uses', () => {
    const isUsed = (name: string): boolean => code.some((text) => CALL_SITES[name]?.test(text));
    expect(asked.filter((name) => !isUsed(name))).toEqual([]);
    // The polyfill names all that there is, and calls nothing.
    const polyfill = readFileSync(
      join(root, 'node_modules/webextension-polyfill/dist/browser-polyfill.min.js'),
      'utf8',
    );
    expect(Object.values(CALL_SITES).filter((site) => site.test(polyfill))).toEqual([]);
    expect(Object.keys(CALL_SITES).toSorted()).toEqual(asked.toSorted());
    expect(code.some((text) => HOSTS_ASKED.test(text))).toBe(true);
  });

  it('uses nothing of the browser that it did not ask for', () => {
    const sources = readFolder(join(root, 'lib/webext'));
    const texts = [...sources, ...readFolder(join(root, 'entrypoints'))].map(([, bytes]) =>
      Buffer.from(bytes).toString(),
    );
    const used = new Set(
      texts.flatMap((text) => [...text.matchAll(/\bbrowser\.([a-z]\w*)\??\./g)].map(([, name = '']) => name)),
    );
    expect(used.size).toBeGreaterThan(6);
    expect([...used].filter((name) => !FREE.includes(name) && !asked.includes(name))).toEqual([]);
  });

  it('lets its own pages run code of the package alone, and ask no host without https but this machine', () => {
    const { extension_pages: policy, ...others } = manifest.content_security_policy;
    expect(others).toEqual({});
    const directives = Object.fromEntries(
      policy.split('; ').map((one: string) => [one.split(' ')[0], one.split(' ').slice(1).join(' ')]),
    );
    expect(directives).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'worker-src': "'self'",
      'style-src': "'self'",
      'img-src': "'self' data: blob:",
      'connect-src': "'self' https: http://127.0.0.1:* http://localhost:*",
      'base-uri': "'none'",
      'form-action': "'none'",
    });
    for (const [path, bytes] of files) {
      if (path.endsWith('.html'))
        expect([path, /<style|\sstyle=|<script>|\son\w+=/.exec(String(bytes))]).toEqual([path, null]);
    }
  });

  it('brings all of its code: nothing is evaluated, and nothing imported from elsewhere', () => {
    const remote =
      /\beval\(|new Function\(|import\(\s*["'`]https?:|importScripts\(\s*["'`](?:https?:)?\/\/|createElement\(["'`]script["'`]\)[^}]{0,80}\.src=/;
    // React makes elements of any name for whoever renders one; an address is nowhere near.
    expect(code.flatMap((text) => remote.exec(text)?.[0] ?? [])).toEqual([]);
    expect(remote.test('x=new Function("return this")()')).toBe(true);
  });

  it('has the version of package.json', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(manifest.version).toBe(version);
  });

  it('is at most 3 MB packed, and 1.5 MB without vocabularies', () => {
    const bare = new Map([...files].filter(([path]) => !path.startsWith('vocabularies/')));
    expect(bare.size).toBe(files.size - 2);
    expect(zipFiles(files).length).toBeLessThanOrEqual(3_000_000);
    expect(zipFiles(bare).length).toBeLessThanOrEqual(1_500_000);
  });

  it('names the packages in it, with their licences, and so does its bill of materials', () => {
    const notices = String(files.get(NOTICES_FILE));
    const names = readNotices(notices).map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['react-dom', 'dexie', 'valibot', 'gpt-tokenizer', 'webextension-polyfill']),
    );
    expect(names).not.toContain('nodemailer');
    const bill = JSON.parse(writeSbom(locked, build, notices));
    expect(bill.components.map(({ name }: { name: string }) => name)).toEqual(names);
    expect([bill.bomFormat, bill.metadata.component.name]).toEqual(['CycloneDX', build]);
    expect(() => writeSbom(locked, build, '== left-out 1.0.0 (MIT)\n')).toThrow('not in the lock file');
  });
});

interface Message {
  readonly code: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What react-dom does for `dangerouslySetInnerHTML`, which we never use, and for an element named script. */
const OF_REACT_DOM = /\.__html!==\w+&&\(\w+\.innerHTML=\w+\)/y;

describe("Mozilla's linter", () => {
  it('finds no error, and warns of nothing but the lines of react-dom that set innerHTML', { timeout: 600_000 }, () => {
    const folder = join(root, '.output/firefox-mv3');
    const files = filesOf('firefox-mv3');
    const linter = join(root, 'node_modules/.bin/addons-linter');
    const node = join(root, 'node_modules/.bin/node');
    const { stdout } = spawnSync(node, [linter, '--output', 'json', folder], { encoding: 'utf8' });
    const { errors, warnings, notices } = JSON.parse(stdout) as Record<string, readonly Message[]>;
    expect([errors, notices]).toEqual([[], []]);
    const isKnown = ({ code, file, line, column }: Message): boolean => {
      const text = String(files.get(file)).split('\n')[line - 1] ?? '';
      // The assignment begins at the column, within the condition.
      const from = Math.max(0, text.lastIndexOf('?.__html', column));
      OF_REACT_DOM.lastIndex = from + 1;
      return code === 'UNSAFE_VAR_ASSIGNMENT' && column - from < 40 && OF_REACT_DOM.test(text);
    };
    expect(warnings?.filter((message) => !isKnown(message))).toEqual([]);
    const perFile = Map.groupBy(warnings ?? [], ({ file }) => file);
    // Two bundles have react-dom: the one of our own pages, and the one of cards.
    expect([...perFile.values()].map((messages) => messages.length)).toEqual([2, 2]);
    expect(perFile.has('page-ui.js')).toBe(true);
  });

  it('is not asked for more by code of ours: nothing sets HTML', () => {
    const all = ['components', 'entrypoints', 'lib'].flatMap((room) => [...readFolder(join(root, room))]);
    const own = all
      .filter(([path]) => /\.tsx?$/.test(path))
      .map(([path, bytes]) => [path, String(Buffer.from(bytes))] as const);
    expect(
      own
        .filter(([, text]) =>
          /dangerouslySetInnerHTML|\.(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write/.test(text),
        )
        .map(([path]) => path),
    ).toEqual([]);
  });
});
