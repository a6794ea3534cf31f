import { speak } from '../terminal/speak.ts';
import { type ShownPolicy, writePolicies } from '../terminal/write-policies.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command, CommandContext } from './command.ts';
import { createUserError } from './user-error.ts';

/** `tollkeeper policies`: what else is done with calls, where somebody wants it. */
export const policiesCommand: Command = {
  name: 'policies',

  operands: '[set|remove] [name]',
  options: {
    kind: { type: 'string', value: '<kind>' },
    tool: { type: 'string', value: '<tool>' },
    label: { type: 'string', value: '<label>' },
    map: { type: 'string', value: '<from=to,…>' },
    below: { type: 'string', value: '<tokens>' },
    'tokens-min': { type: 'string', value: '<tokens>' },
    provider: { type: 'string', value: '<provider>' },
    accounts: { type: 'string', value: '<name,…>' },
    to: { type: 'string', value: '<provider>' },
    account: { type: 'string', value: '<name>' },
    seconds: { type: 'string', value: '<seconds>' },
    budget: { type: 'string', value: '<name>' },
    models: { type: 'string', value: '<model,…>' },
    'max-tokens': { type: 'string', value: '<tokens>' },
    json: { type: 'boolean' },
  },

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
  if (!['set', 'remove'].includes(deed)) throw notUnderstood(speak('policies.policiesAreShownSetOr', { deed }));
  if (name === undefined) throw notUnderstood(speak('policies.whichPolicyIsMeantFor', { deed }));
  if (more.length > 0) throw notUnderstood(speak('any.isOneWordTooMany', { what: more.join(' ') }));
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
  if (typeof values.kind !== 'string') throw notUnderstood(speak('policies.whatItDoesKindWas'));
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
  throw notUnderstood(speak('policies.isAWholeNumberIs', { option, text }));
}

function readList(text: string): readonly string[] {
  return text.split(',').map((part) => part.trim());
}

function readMap(text: string): object {
  const pairs = readList(text).map((pair) => pair.split(/=(.*)/s, 2));
  const wrong = pairs.find(([from, to]) => !from || !to);
  if (wrong !== undefined) throw notUnderstood(speak('policies.mapIsWrittenFromTo', { wrong: wrong[0] }));
  return Object.fromEntries(pairs);
}

function notUnderstood(why: string): Error {
  return createUserError({
    what: speak('any.notUnderstood', { command: 'policies' }),
    why,
    todo: speak('any.helpWritten', { command: 'policies' }),
    exitCode: 2,
  });
}
