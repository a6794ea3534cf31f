import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFolder } from '../../build/packages/zip-files.ts';
import { Database } from '../../lib/webext/database.ts';
import { root } from '../architecture/sources.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const manifest = JSON.parse(read('.output/chrome-mv3/manifest.json'));

/** What a store takes, characters. */
const SUMMARY_MAX = 132;
const DESCRIPTION_MAX = 16_000;

describe.each([
  ['en', 'en'],
  ['zh', 'zh_CN'],
])('the texts for stores: %s', (language, locale) => {
  const text = read(`docs/store/listing-${language}.md`);
  const sections = Object.fromEntries(
    text.split(/^## /m).map((part) => [part.split('\n')[0], part.split('\n').slice(1).join('\n').trim()] as const),
  );

  it('name and summarise it as its manifest does, and fit', () => {
    const messages = JSON.parse(read(`public/_locales/${locale}/messages.json`));
    expect([sections.Name, sections.Summary]).toEqual([messages.name.message, messages.description.message]);
    expect(sections.Summary?.length).toBeLessThanOrEqual(SUMMARY_MAX);
    expect(sections.Description?.length).toBeLessThanOrEqual(DESCRIPTION_MAX);
  });

  it('have the same parts in every language, and a reason for each permission and no other', () => {
    const headings = read('docs/store/listing-en.md').match(/^## .*$/gm);
    expect(text.match(/^## .*$/gm)).toEqual(headings);
    const rows = [...(sections.Permissions ?? '').matchAll(/^\| `([^`]+)` \| .{4,} \|$/gm)].map(([, name]) => name);
    const { permissions, optional_permissions: later, optional_host_permissions: hosts } = manifest;
    expect(rows).toEqual([...permissions, ...later, ...hosts]);
  });
});

describe('the privacy policy', () => {
  const policy = read('docs/privacy.md');

  it('names every table that the extension keeps: a new one needs its row there', () => {
    const rows = policy.split('\n').filter((line) => /^\| `/.test(line));
    const named = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name));
    expect(named.toSorted()).toEqual(new Database().tables.map(({ name }) => name).toSorted());
  });

  it('tells of all that is kept beside those tables: a new place that keeps something needs its words there', () => {
    const keeping = [...readFolder(join(root, 'lib'))].filter(([, bytes]) =>
      /storage\.(?:local|session|sync|managed)\.set\(|localStorage|caches\.open\(/.test(
        withoutComments(String(Buffer.from(bytes))),
      ),
    );
    expect(keeping.map(([path]) => path).toSorted()).toEqual([
      'webext/badge-choice.ts',
      'webext/data-host.ts',
      'webext/glance.ts',
      'webext/hand-over.ts',
      'webext/hints.ts',
      'webext/kept-apart.ts',
      'webext/make-room.ts',
      'webext/notice-habits.ts',
      'webext/price-file-store.ts',
      'webext/repeat-limit.ts',
      'webext/sent-prompts.ts',
      'webext/settings.ts',
      'webext/welcome-state.ts',
      'webext/whats-new.ts',
    ]);
  });

  it('tells of each place that asks somebody for something: a new one needs its sentence under "What the extension sends"', () => {
    const rooms = ['lib', 'components', 'entrypoints'].flatMap((room) =>
      [...readFolder(join(root, room))].map(
        ([path, bytes]) => [`${room}/${path}`, String(Buffer.from(bytes))] as const,
      ),
    );
    const asks =
      /(?<![.\w])fetch\(|new (?:XMLHttpRequest|WebSocket|EventSource|WebTransport)\(|\.sendBeacon\(|RTCPeerConnection/;
    const asking = rooms.filter(([path, text]) => /\.tsx?$/.test(path) && asks.test(withoutComments(text)));
    expect(asking.map(([path]) => path)).toEqual([
      'lib/webext/ask-companion.ts',
      'lib/webext/fetch-price-file.ts',
      'lib/webext/folder-client.ts',
      // Its own vocabularies, out of the package.
      'entrypoints/estimator-worker.ts',
    ]);
    expect(read('entrypoints/estimator-worker.ts')).toMatch(/fetch\(`\/vocabularies\//);
  });

  it('is right that nobody is told what people do: no package of that kind is in what is handed out', () => {
    const { dependencies } = JSON.parse(read('package.json'));
    expect(
      Object.keys(dependencies).filter((name) => /analytics|sentry|posthog|segment|mixpanel|matomo|gtag/i.test(name)),
    ).toEqual([]);
  });
});

describe('the workflow of a release', () => {
  const workflow = read('.github/workflows/release.yml');

  it('runs commands that there are, and writes only with the right it needs', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const commands = [...workflow.matchAll(/npm (?:run )?([\w:]+)/g)].map(([, name = '']) => name);
    expect(commands).toEqual(['test', 'test', 'package', 'package:pictures']);
    expect(commands.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
    expect(workflow.match(/\w+: write/g)).toEqual(['contents: write']);
  });

  it('has no secret but the token of its run, and says none aloud', () => {
    expect(workflow).not.toMatch(/secrets\.|set -x|\becho\b|printenv|\benv\s*$/m);
    const inserted = [...workflow.matchAll(/\$\{\{(.*?)\}\}/g)].map(([, name = '']) => name.trim());
    expect(inserted).toEqual(['github.token']);
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
}
