import { styleText } from 'node:util';
import { dataFolder } from '../data-folder.ts';
import { checkAll } from '../doctor/check-companion.ts';
import type { Finding } from '../doctor/finding.ts';
import { padColumns, wrapColumns } from '../terminal/columns.ts';
import { setLanguage, speak } from '../terminal/speak.ts';
import type { Command } from './command.ts';

/** `tollkeeper doctor`: why something does not work. */
export const doctorCommand: Command = {
  name: 'doctor',

  options: { json: { type: 'boolean' } },

  run: async ({ values, print }) => {
    // What scripts read is in one language.
    if (values.json === true) await setLanguage('en');
    const findings = await checkAll({ folder: dataFolder(), environment: process.env });
    if (values.json === true) print(JSON.stringify({ findings }));
    else for (const line of findings.flatMap(writeFinding)) print(line);
    return findings.some(({ state }) => state === 'bad') ? 1 : 0;
  },
};

const COLORS = { ok: 'green', odd: 'yellow', bad: 'red' } as const;
const MARK_COLUMNS = 5;
const INDENT = 29;

function writeFinding({ name, state, why, todo }: Finding): readonly string[] {
  const [first = '', ...more] = wrapColumns(why, 80 - INDENT);
  const todos = todo === null ? [] : wrapColumns(`→ ${todo}`, 80 - INDENT);
  const mark = styleText(COLORS[state], padColumns(speak(`doctor.mark.${state}`), MARK_COLUMNS));
  return [
    `${mark}${padColumns(name, INDENT - MARK_COLUMNS)}${first}`,
    ...[...more, ...todos].map((line) => ' '.repeat(INDENT) + line),
  ];
}
