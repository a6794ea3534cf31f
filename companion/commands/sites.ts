import { readFileSync } from 'node:fs';
import { writeTable } from '../terminal/write-table.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command, CommandContext } from './command.ts';
import { createUserError } from './user-error.ts';

interface Listed {
  readonly sites: readonly {
    readonly kind: 'described' | 'relay';
    readonly id: string;
    readonly name: string | null;
    readonly base: string;
    readonly models?: number;
  }[];
}

/** `tollkeeper sites`: APIs of which no provider's file tells: described by a person, or behind a relay. */
export const sitesCommand: Command = {
  name: 'sites',
  summary: 'APIs that you described, and relays that you use; add or remove one',
  operands: '[add|remove] [file|id]',
  options: {
    relay: { type: 'string', value: '<address>', summary: 'Add a relay by its address instead of a file.' },
    type: {
      type: 'string',
      value: '<software>',
      summary: 'What it runs: new-api (as one-api does), sub2api, litellm.',
    },
    name: { type: 'string', value: '<name>', summary: 'What its addresses here shall begin with.' },
    json: { type: 'boolean', summary: 'Print JSON, for scripts.' },
  },
  notes: () => [
    'An API is described in a file (docs/describe-your-api.md):',
    '  tollkeeper sites add acme.json',
    'A relay says itself what it takes:',
    '  tollkeeper sites add --relay https://relay.example --type new-api --name mine',
  ],
  run: async (context) => {
    const found = await perform(context);
    if (context.values.json === true) context.print(JSON.stringify(found));
    else for (const line of writeSites(found)) context.print(line);
    return 0;
  },
};

async function perform({ operands, values }: CommandContext): Promise<Listed> {
  const [deed = 'list', what, ...more] = operands;
  const { relay, type, name } = values;
  if (more.length === 0 && deed === 'list' && relay === undefined) return askCompanion({ path: '/sites' });
  if (more.length === 0 && deed === 'remove' && what !== undefined) {
    return askCompanion({ method: 'DELETE', path: `/sites/${encodeURIComponent(what)}` });
  }
  if (more.length === 0 && deed === 'add' && what === undefined && relay !== undefined && type !== undefined) {
    const body = { address: relay, type, ...(name !== undefined && { name }) };
    return askCompanion({ method: 'POST', path: '/sites/relays', body, timeoutMs: 60_000 });
  }
  if (more.length === 0 && deed === 'add' && what !== undefined && relay === undefined) {
    return askCompanion({ method: 'POST', path: '/sites', body: { description: readFile(what) } });
  }
  throw createUserError({
    what: '"tollkeeper sites" was not understood.',
    why: 'It is written: sites add <file>, sites add --relay <address> --type <software>, or sites remove <id>.',
    todo: 'Run "tollkeeper help sites" to see how.',
    exitCode: 2,
  });
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw createUserError(
      {
        what: `${path} could not be read.`,
        why: error instanceof Error ? error.message : String(error),
        todo: 'Name the file that describes the API.',
      },
      { cause: error },
    );
  }
}

function writeSites({ sites }: Listed): readonly string[] {
  if (sites.length === 0) return ['No APIs were described and no relays added. Providers need neither.'];
  return writeTable(
    ['Site', 'Kind', 'Base address', 'Prices'],
    sites.map(({ kind, id, name, base, models }) => {
      const prices = models === undefined ? 'as described' : models === 0 ? 'none listed' : `${models} models`;
      return [name === null ? id : `${name} (${id})`, kind, base, prices];
    }),
  );
}
