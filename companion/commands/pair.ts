import { speak } from '../terminal/speak.ts';
import { writeTable } from '../terminal/write-table.ts';
import { askCompanion } from './ask-companion.ts';
import type { Command, CommandContext } from './command.ts';
import { createUserError } from './user-error.ts';

interface Browsers {
  readonly browsers: readonly { readonly id: string; readonly name: string; readonly pairedAt: number }[];
}

/** `tollkeeper pair`: one ledger with the extension in a browser. */
export const pairCommand: Command = {
  name: 'pair',

  options: {
    list: { type: 'boolean' },
    remove: { type: 'string', value: '<id>' },
    json: { type: 'boolean' },
  },

  run: async ({ values, print }) => {
    if (values.list === true && values.remove !== undefined) {
      throw createUserError({
        what: speak('any.notUnderstood', { command: 'pair' }),
        why: speak('pair.itListsBrowsersOrEnds'),
        todo: speak('pair.leaveOutListOrRemove'),
        exitCode: 2,
      });
    }
    if (values.list === true || values.remove !== undefined) {
      const found = await listOrRemove(values.remove);
      if (values.json === true) print(JSON.stringify(found));
      else for (const line of writeBrowsers(found)) print(line);
      return 0;
    }
    const made = await askCompanion<{ code: string; expiresAt: number }>({ method: 'POST', path: '/pair/codes' });
    if (values.json === true) print(JSON.stringify(made));
    else for (const line of writeCode(made)) print(line);
    return 0;
  },
};

function listOrRemove(remove: CommandContext['values'][string]): Promise<Browsers> {
  if (typeof remove !== 'string') return askCompanion({ path: '/pair/browsers' });
  return askCompanion({ method: 'DELETE', path: `/pair/browsers/${encodeURIComponent(remove)}` });
}

function writeCode({ code, expiresAt }: { readonly code: string; readonly expiresAt: number }): readonly string[] {
  return [
    `  ${code}`,
    '',
    speak('pair.typeItInTheExtension'),
    speak('pair.itPairsOneBrowserUntil', { value: new Date(expiresAt).toLocaleTimeString('sv-SE') }),
  ];
}

function writeBrowsers({ browsers }: Browsers): readonly string[] {
  if (browsers.length === 0) return [speak('pair.noBrowserIsPairedTollkeeper')];
  return writeTable(
    [speak('pair.browser'), 'Id', speak('any.since')],
    browsers.map(({ id, name, pairedAt }) => [name, id, new Date(pairedAt).toLocaleDateString('sv-SE')]),
  );
}
