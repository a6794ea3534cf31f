import { readFileSync } from 'node:fs';
import { speak } from '../terminal/speak.ts';
import { writeTable } from '../terminal/write-table.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command, CommandContext } from './command.ts';
import { createUserError } from './user-error.ts';
import { whyNotRead } from './why-not-read.ts';

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

  operands: '[add|remove] [file|id]',
  options: {
    relay: { type: 'string', value: '<address>' },
    type: {
      type: 'string',
      value: '<software>',
    },
    name: { type: 'string', value: '<name>' },
    json: { type: 'boolean' },
  },

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
    what: speak('any.notUnderstood', { command: 'sites' }),
    why: speak('sites.itIsWrittenSitesAdd'),
    todo: speak('any.helpWritten', { command: 'sites' }),
    exitCode: 2,
  });
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw createUserError(
      {
        what: speak('sites.couldNotBeRead', { path }),
        why: whyNotRead(error),
        todo: speak('sites.nameTheFileThatDescribes'),
      },
      { cause: error },
    );
  }
}

function writeSites({ sites }: Listed): readonly string[] {
  if (sites.length === 0) return [speak('sites.noApisWereDescribedAnd')];
  return writeTable(
    [speak('sites.site'), speak('any.kind'), speak('sites.baseAddress'), speak('sites.prices')],
    sites.map(({ kind, id, name, base, models }) => {
      const prices =
        models === undefined
          ? speak('sites.asDescribed')
          : models === 0
            ? speak('sites.noneListed')
            : speak('sites.models', { models });
      return [name === null ? id : `${name} (${id})`, kind, base, prices];
    }),
  );
}
