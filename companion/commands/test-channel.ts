import type { Delivered } from '../channels/channel.ts';
import { speak, spokenLanguage } from '../terminal/speak.ts';
import { askCompanion } from './ask-companion.ts';
import type { CommandContext } from './command.ts';
import { createUserError } from './user-error.ts';

/** An attempt ends by itself before that, ms. */
const TEST_MS_MAX = 40_000;

/** `tollkeeper alerts test <channel>`: sends a test and tells what became of it. Throws a user error where it did not arrive. */
export async function testChannel({ values, print }: CommandContext, name: string): Promise<number> {
  const { delivered } = await askCompanion<{ readonly delivered: Delivered }>({
    ...{ method: 'POST', path: `/channels/${encodeURIComponent(name)}/test`, timeoutMs: TEST_MS_MAX },
    body: { language: spokenLanguage() },
  });
  if (values.json === true) print(JSON.stringify({ delivered }));
  else if (delivered.kind === 'accepted')
    print(speak('testChannel.tookTheTestSeeWhether', { name, detail: delivered.detail }));
  if (delivered.kind === 'accepted') return 0;
  if (values.json === true) return 1;
  throw createUserError({
    what: speak('testChannel.theTestByDidNot', { name }),
    why: `${delivered.why}.`,
    todo: speak('testChannel.putThatRightTollkeeperChannels', { name }),
  });
}
