import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'wxt';
import { ownPagesPlugin } from './build/own-pages-plugin.ts';
import { pageProvidersPlugin } from './build/page-providers-plugin.ts';
import { plainScriptsPlugin } from './build/plain-scripts-plugin.ts';
import { surfacesPlugin } from './build/surfaces-plugin.ts';
import { TESTING_VERDICT_MS } from './build/testing-verdict.ts';
import { findThirdParties, NOTICES_FILE, writeNotices } from './build/third-party.ts';
import { packVocabularyFiles } from './build/vocabulary-files.ts';

/** Builds other than production contain the sandbox provider and may be granted pages of any name of loopback. */
const isForTesting = (mode: string): boolean => mode !== 'production';

/** Relays that people run for themselves. Any other page without https could be read and changed on its way. */
const THIS_MACHINE = ['http://127.0.0.1/*', 'http://localhost/*'];
const TESTING = ['http://*.localhost/*'];

/**
 * WXT takes the build's mode for `NODE_ENV`, so that a test build would get React's development build: neither small nor
 * what people get. The JSX transform looks at the environment, React at the constant.
 */
function releaseReact(): { readonly name: string; readonly enforce: 'post'; readonly config: () => object } {
  process.env.NODE_ENV = 'production';
  return {
    name: 'tollkeeper:release-react',
    enforce: 'post',
    config: () => ({ define: { 'process.env.NODE_ENV': JSON.stringify('production') } }),
  };
}

/**
 * What our own pages and the background may load and reach: code from the package alone, and nobody but a price file's host or
 * a companion's, which are asked for one at a time. Who may frame them is not said: no page of others can (nothing is accessible
 * to them), and the browser's own tools must.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self' https: http://127.0.0.1:* http://localhost:*",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

export default defineConfig({
  modules: ['@wxt-dev/module-react', '@wxt-dev/webextension-polyfill'],
  // An auto-imported name has no direction, and the layers depend on direction.
  imports: false,
  outDirTemplate: '{{browser}}-mv{{manifestVersion}}{{modeSuffix}}',
  manifest: ({ browser, mode }) => ({
    name: '__MSG_name__',
    description: '__MSG_description__',
    default_locale: 'en',
    // `contextMenus`: "Explain this error" for what is selected. Of the page it sees that selection, and only on the click.
    permissions: ['storage', 'unlimitedStorage', 'alarms', 'scripting', 'activeTab', 'contextMenus'],
    // Asked for at the first balance that is low, by a click in the popup or in the settings; and where somebody pairs with the
    // companion without typing its code.
    optional_permissions: ['notifications', 'nativeMessaging'],
    // Nothing is asked for at install: a page's origin is granted one at a time, on a click in the popup.
    optional_host_permissions: ['https://*/*', ...THIS_MACHINE, ...(isForTesting(mode) ? TESTING : [])],
    content_security_policy: { extension_pages: POLICY },
    action: { default_title: 'Tollkeeper' },
    ...(browser === 'firefox'
      ? {
          browser_specific_settings: {
            gecko: {
              id: 'tollkeeper@tollkeeper.invalid',
              strict_min_version: '142.0',
              data_collection_permissions: { required: ['none'] },
            },
          },
        }
      : { minimum_chrome_version: '120' }),
  }),
  hooks: {
    'build:publicAssets': ({ config }, files) => {
      files.push(...packVocabularyFiles(join(config.wxtDir, 'vocabularies')));
    },
    'build:done': ({ config }, { steps }) => {
      const parties = findThirdParties(
        steps.flatMap(({ chunks }) => chunks),
        config.root,
      );
      writeFileSync(join(config.outDir, NOTICES_FILE), writeNotices(parties));
    },
  },
  vite: ({ mode }) => ({
    plugins: [
      surfacesPlugin(isForTesting(mode)),
      pageProvidersPlugin(),
      ownPagesPlugin(),
      plainScriptsPlugin(),
      ...(mode === 'development' ? [] : [releaseReact()]),
    ],
    define: {
      __WITH_TESTING_PROVIDERS__: JSON.stringify(isForTesting(mode)),
      __IS_TESTING_BUILD__: JSON.stringify(mode === 'testing'),
      // A verdict late by the load of the test run itself would let calls go that a person would have been asked about.
      __TESTING_VERDICT_MS__: mode === 'testing' ? String(TESTING_VERDICT_MS) : 'undefined',
    },
    build: { target: 'es2022' },
  }),
});
