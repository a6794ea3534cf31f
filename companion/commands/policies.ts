import { type ShownPolicy, writePolicies } from '../terminal/write-policies.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command, CommandContext } from './command.ts';
import { createUserError } from './user-error.ts';

/** `tollkeeper policies`: what else is done with calls, where somebody wants it. */
export const policiesCommand: Command = {
  name: 'policies',
  summary: 'Cheaper models, backups, waiting, cache: show, set or remove one',
  operands: '[set|remove] [name]',
  options: {
    kind: { type: 'string', value: '<kind>', summary: 'set: what it does, see below.' },
    tool: { type: 'string', value: '<tool>', summary: 'set: only calls of this tool.' },
    label: { type: 'string', value: '<label>', summary: 'set: only calls with this label.' },
    map: { type: 'string', value: '<from=to,…>', summary: 'set: which model stands in for which.' },
    below: { type: 'string', value: '<tokens>', summary: 'set cheaper-model: prompts below this (500).' },
    'tokens-min': { type: 'string', value: '<tokens>', summary: 'set lower-max-tokens: not below this (256).' },
    provider: { type: 'string', value: '<provider>', summary: 'set backup-…: whose calls.' },
    accounts: { type: 'string', value: '<name,…>', summary: 'set backup-account: which, in this order.' },
    to: { type: 'string', value: '<provider>', summary: 'set backup-provider: which one.' },
    account: { type: 'string', value: '<name>', summary: 'set backup-provider: who pays there (the only one).' },
    seconds: { type: 'string', value: '<seconds>', summary: 'set wait: at most; set cache: how long (3600).' },
    budget: { type: 'string', value: '<name>', summary: 'set downgraded: from which soft budget on.' },
    models: { type: 'string', value: '<model,…>', summary: 'set downgraded: these alone.' },
    'max-tokens': { type: 'string', value: '<tokens>', summary: 'set downgraded: answers no longer than this.' },
    json: { type: 'boolean', summary: 'Print JSON, for scripts.' },
  },
  notes: () => [
    'Kinds; without --tool and --label a policy is for all calls, and none is on',
    'unless you set it. What one did stands in the headers tollkeeper-policy and',
    'tollkeeper-changed of the answer, and in "tollkeeper calls".',
    '  cheaper-model      --map gpt-5.5=gpt-5.5-mini --below 500',
    '  lower-max-tokens   --tokens-min 256',
    '  backup-account     --provider openai --accounts spare',
    '  backup-provider    --provider openai --to deepseek --map gpt-5.5=deepseek-chat',
    '  wait               --seconds 60',
    '  cache              --seconds 3600',
    '  downgraded         --budget daily --models gpt-5.5-mini --max-tokens 500',
    '  loop-breaker       (tollkeeper budgets release lets on what it stopped)',
  ],
  run: async (context) => {
    const { values, operands, print } = context;
    const found = await perform(operands, values);
    if (values.json === true) print(JSON.stringify(found));
    else for (const line of writePolicies(found.policies)) print(line);
    return 0;
  },
};

type Values = CommandContext['values'];

async function perform(
  [deed = 'list', name, ...more]: readonly string[],
  values: Values,
): Promise<{ readonly policies: readonly ShownPolicy[] }> {
  if (deed === 'list' && name === undefined) return askCompanion({ path: '/policies' });
  if (!['set', 'remove'].includes(deed))
    throw notUnderstood(`Policies are shown, set or removed; "${deed}" is none of that.`);
  if (name === undefined) throw notUnderstood(`Which policy "${deed}" is meant for was not said.`);
  if (more.length > 0) throw notUnderstood(`"${more.join(' ')}" is one word too many.`);
  const path = `/policies/${encodeURIComponent(name)}`;
  if (deed === 'remove') return askCompanion({ method: 'DELETE', path });
  return askCompanion({ method: 'PUT', path, body: { policy: toPolicy(values) } });
}

/** Options as the fields that they fill, by how they are written. */
const FIELDS: Readonly<Record<string, readonly [field: string, read: (text: string, option: string) => unknown]>> = {
  kind: ['kind', (text) => text],
  tool: ['tool', (text) => text],
  label: ['label', (text) => text],
  map: ['models', readMap],
  below: ['promptTokensBelow', readCount],
  'tokens-min': ['tokensMin', readCount],
  provider: ['provider', (text) => text],
  accounts: ['accounts', readList],
  to: ['to', (text) => text],
  account: ['account', (text) => text],
  seconds: ['seconds', readCount],
  budget: ['budget', (text) => text],
  models: ['models', readList],
  'max-tokens': ['maxTokens', readCount],
};

function toPolicy(values: Values): object {
  if (typeof values.kind !== 'string') throw notUnderstood('What it does (--kind) was not said.');
  const fields = Object.entries(FIELDS).flatMap(([option, [field, read]]) => {
    const text = values[option];
    // For waiting it is a bound, and called so.
    const name = option === 'seconds' && values.kind === 'wait' ? 'secondsMax' : field;
    return typeof text === 'string' ? [[name, read(text, option)] as const] : [];
  });
  return Object.fromEntries(fields);
}

function readCount(text: string, option: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw notUnderstood(`--${option} is a whole number; "${text}" is none.`);
}

function readList(text: string): readonly string[] {
  return text.split(',').map((part) => part.trim());
}

function readMap(text: string): object {
  const pairs = readList(text).map((pair) => pair.split(/=(.*)/s, 2));
  const wrong = pairs.find(([from, to]) => !from || !to);
  if (wrong !== undefined) throw notUnderstood(`--map is written from=to,from=to; "${wrong[0]}" is not.`);
  return Object.fromEntries(pairs);
}

function notUnderstood(why: string): Error {
  return createUserError({
    what: '"tollkeeper policies" was not understood.',
    why,
    todo: 'Run "tollkeeper help policies" to see how it is written.',
    exitCode: 2,
  });
}
