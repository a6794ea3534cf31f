import type { Delivered } from '../channels/channel.ts';
import { askCompanion } from './ask-companion.ts';
import type { CommandContext } from './command.ts';
import { createUserError } from './user-error.ts';

/** An attempt ends by itself before that, ms. */
const TEST_MS_MAX = 40_000;

/** `tollkeeper alerts test <channel>`: sends a test and tells what became of it. Throws a user error where it did not arrive. */
export async function testChannel({ values, print }: CommandContext, name: string): Promise<number> {
  const { delivered } = await askCompanion<{ readonly delivered: Delivered }>({
    ...{ method: 'POST', path: `/channels/${encodeURIComponent(name)}/test`, timeoutMs: TEST_MS_MAX },
    body: { language: values.lang === 'zh' ? 'zh' : 'en' },
  });
  if (values.json === true) print(JSON.stringify({ delivered }));
  else if (delivered.kind === 'accepted')
    print(`"${name}" took the test (${delivered.detail}). See whether it shows there.`);
  if (delivered.kind === 'accepted') return 0;
  if (values.json === true) return 1;
  throw createUserError({
    what: `The test by "${name}" did not arrive.`,
    why: `${delivered.why}.`,
    todo: `Put that right: "tollkeeper channels remove ${name}" and add it again, or wait where it is for later.`,
  });
}
