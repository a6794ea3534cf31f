// @ts-check
/** What `npm run new:provider` writes. Pure: texts in, texts out; already in the form that the linter asks for. */
import { Script } from 'node:vm';

/** The longest id: it is a file's name and part of every surface's. */
export const idCharsMax = 32;

/**
 * The name that a provider's constant has in code: `google-gemini` is `googleGemini`.
 * @param {string} id
 * @returns {string}
 */
export function constantOf(id) {
  return id.replace(/-([a-z0-9])/g, (_dash, letter) => letter.toUpperCase());
}

/**
 * Why a provider cannot have this id, in a sentence; null: it can, if nobody has it yet.
 * @param {string} id
 * @param {string} registry the text of lib/providers/all.ts
 * @returns {string | null}
 */
export function idProblem(id, registry) {
  if (id.length > idCharsMax) return `An id has at most ${idCharsMax} characters.`;
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) {
    return 'An id begins with a small letter, and has small letters and digits, with single dashes between them.';
  }
  const name = constantOf(id);
  if (!isIdentifier(name)) return `\`${name}\` would be its name in code, and is a word of the language.`;
  if (topNamesOf(registry).includes(name)) {
    return `\`${name}\` would be its name in code, and all.ts has something of that name already.`;
  }
  return null;
}

/** @param {string} name */
function isIdentifier(name) {
  try {
    return new Script(`'use strict'; async () => { const ${name} = 0; return ${name}; };`) !== null;
  } catch {
    return false;
  }
}

/**
 * What a module imports and declares; names inside its functions are no matter.
 * @param {string} text
 * @returns {readonly string[]}
 */
function topNamesOf(text) {
  const imported = [...text.matchAll(/^import (?:type )?\{([^}]*)\}/gm)].flatMap(([, names = '']) => names.split(','));
  const declared = [...text.matchAll(/^(?:export |declare )*(?:const|function|interface|type) (\w+)/gm)];
  return [...imported.map((name) => name.trim().replace(/^type /, '')), ...declared.map(([, name = '']) => name)];
}

/**
 * The list with the provider's two lines, each in its place by the alphabet. Throws where the list no longer
 * looks as this expects.
 * @param {string} registry
 * @param {string} id
 * @returns {string}
 */
export function registerProvider(registry, id) {
  const name = constantOf(id);
  const imports = insertSorted(registry, {
    lines: /(?:^import .* from '\.\/.*';\n)+/m,
    line: `import { ${name} } from './${id}.ts';\n`,
    keyOf: (line) => /from '(.*)\.ts'/.exec(line)?.[1] ?? '',
  });
  return insertSorted(imports, {
    lines: /(?<=^export const real: readonly Provider\[\] = \[\n(?: {2}\/\/.*\n)*)(?: {2}\w+,\n)*(?=\];)/m,
    line: `  ${name},\n`,
    keyOf: (line) => line,
  });
}

/**
 * @param {string} text
 * @param {{ lines: RegExp, line: string, keyOf: (line: string) => string }} place
 */
function insertSorted(text, { lines, line, keyOf }) {
  const found = lines.exec(text);
  if (found === null) throw new Error('all.ts has no place for another provider; see provider-skeleton.mjs');
  const present = found[0].split(/(?<=\n)/);
  const isAfter = (/** @type {string} */ other) => keyOf(other).localeCompare(keyOf(line), 'en', { numeric: true }) > 0;
  const at = present.findIndex(isAfter);
  const before = present.slice(0, at === -1 ? present.length : at);
  const all = [...before, line, ...present.slice(before.length)].join('');
  return text.slice(0, found.index) + all + text.slice(found.index + found[0].length);
}

/**
 * `lib/providers/recordings/<id>.json`.
 * @param {string} id
 * @returns {string}
 */
export function fixtureText(id) {
  const messages = [{ role: 'user', content: 'Hello there' }];
  const request = { model: 'fill in: a model you have priced', messages, max_tokens: 60 };
  const nothing = { available: null, needed: null, unit: null };
  const fixtures = {
    source: 'fill in: the address of the page all this is quoted from, or how it was recorded',
    date: 'fill in: the day of that, YYYY-MM-DD',
    answers: [
      {
        surface: `${id}/chat`,
        requestBody: request,
        contentType: 'application/json',
        responseBody: 'fill in: a whole answer with its usage, as JSON',
        billed: { unit: 'USD', amount: 'fill in: what was billed for that answer, a decimal' },
      },
      {
        surface: `${id}/chat`,
        requestBody: { ...request, stream: true },
        contentType: 'text/event-stream',
        responseBody: ['fill in: the lines of a streamed answer, its end and usage included', ''],
        billed: { unit: 'USD', amount: 'fill in: what was billed for the streamed answer, a decimal' },
      },
    ],
    refusals: [
      {
        name: 'no money left',
        surface: `${id}/chat`,
        status: 402,
        headers: { 'content-type': 'application/json' },
        body: 'fill in: the error body, as JSON or as a text',
        expected: { says: 'money', ...nothing },
      },
    ],
    readings: [
      {
        surface: `${id}/balance`,
        body: 'fill in: what the console or the API says the balance is, as JSON',
        expected: [{ unit: 'USD', available: 'fill in: the balance that it says, a decimal', frozen: null }],
      },
    ],
  };
  return `${JSON.stringify(fixtures, null, 2)}\n`;
}

/**
 * `lib/providers/<id>.ts`. Whatever only a person can know says "fill in", and the contract suite looks for that.
 * @param {string} id
 * @returns {string}
 */
export function providerText(id) {
  return SKELETON.replaceAll('__id__', id).replaceAll('__name__', constantOf(id));
}

const SKELETON = `import type { Price } from '../domain/price.ts';
import { call, describe, on, read } from './describe.ts';

/** Where calls go: exact names, or \`*.\` and a suffix. */
const API = on('fill-in-the-host-of-the-api.__id__.invalid');

/** Where people see what they have, and pay. One place with the API where both are on one host. */
const CONSOLE = on('fill-in-the-host-of-the-console.__id__.invalid');

/** What a model costs, in pico-units a token: as many as millionths of the unit for a million tokens. */
function priceOf(model: string, rates: Price['rates']): Price {
  return {
    // As requests name it. Null: the surface knows no models, and everything costs the same.
    model,
    // The currency it is billed in, or the provider's own credits.
    unit: 'USD',
    // By meter; cached input without a rate of its own costs as input. 0n is free, what is absent is unknown.
    rates,
    // Of what is less than a billionth of the unit.
    rounding: 'half-up',
    // Add \`setsAside: 'nothing'\` where only an empty wallet is refused, because calls are billed afterwards.
    // The answer's bound, in tokens, where the request names none; null: not documented.
    outputTokensDefault: null,
    // What an answer has before anything is known of the user: one in ten has less, half, nine in ten.
    outputTokensPrior: [150, 700, 2500],
    // Prices without these two are worth nothing.
    date: 'fill in: the day on which you read the prices, YYYY-MM-DD',
    source: 'fill in: the address of the page that lists the prices',
  };
}

// What is not named here is as it is with most: see describe.ts.
export const __name__ = describe({
  id: '__id__',
  // For people.
  name: 'fill in: the name people know it by',
  console: CONSOLE,
  // Where links of the form \`/path\` lead to; null: each user has a console of his own.
  consoleOrigin: 'fill in: https:// and the host of the console',
  // Every address that is billed or read. Calls name the wire they speak; \`metered\` ones have a rule.
  surfaces: {
    chat: call(API, '/v1/chat/completions', 'openai-chat'),
    balance: read(API, 'balance', '/fill-in-the-path-of-the-balance'),
  },
  prices: [
    // A line each. Or \`basePrices\`, where the base list has this provider.
    priceOf('fill in: a model as requests name it, and its rates', { 'input-tokens': -1n, 'output-tokens': -1n }),
  ],
  // How it says no: by status and code first, by words last. What is usual (402, 429, insufficient_quota) is understood.
  refusals: [
    {
      // Whose fault: money, key-limit, billing-mismatch, supplier-empty or rate-limit.
      says: 'money',
      status: [402],
      // Against code and type of the body; \`message\` is against its words, \`amounts\` reads figures out of them.
      code: /fill in: its code for an empty wallet, or remove this pattern/,
    },
  ],
  // Where a balance answer keeps what, by path. Leave it out, with its surface, where nothing can be read.
  balances: [
    {
      surface: '__id__/balance',
      // Whose it is; null: the answer does not say, \`identity\` does.
      account: '$.fill in: the path of an id of the account',
      // What people know the account by; the first that is there.
      accountNames: [],
      // The lists of wallets. \`isSingle: true\`: each of these is one wallet itself.
      lists: ['$.fill in: the path of the list of wallets'],
      // Inside one wallet; what does not begin with \`$\` is the unit itself.
      unit: 'USD',
      available: '$.fill in: the path of what can be spent',
      frozen: null,
      // Where \`false\` says that none of it can be used; null: nothing says so.
      isUsable: null,
    },
  ],
  // Paths of the console, or https addresses of the provider; null: there is no such page.
  links: {
    recharge: 'fill in: the page where people pay',
    keys: 'fill in: the page of their keys, or null',
    transactions: 'fill in: the page that lists what was spent, or null',
  },
  // What somebody in trouble needs: support, refunds, how long a payment takes. Only what a page of theirs says.
  help: {},
  // \`complete\` once a cost, a refusal and a balance were each recorded from an outside source.
  state: 'complete',
});
`;
