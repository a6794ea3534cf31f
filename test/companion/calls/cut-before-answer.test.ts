import { expect, it } from 'vitest';
import { chat, chatStandIn, openGoverned } from '../policies/support.ts';

it('a streamed call whose client leaves before the answer begins is booked as cut, and counted', async () => {
  const asked = Promise.withResolvers<void>();
  const upstream = await chatStandIn(() => asked.resolve());
  const { chat: ask, setBudget, settled, used } = await openGoverned({ openai: upstream.origin });
  await setBudget();
  const leaving = new AbortController();
  const gone = expect(ask(chat({ stream: true }), {}, leaving.signal)).rejects.toThrow();
  await asked.promise;
  leaving.abort();
  await gone;
  const [record] = await settled(1);
  expect(record).toMatchObject({ outcome: 'cut', usage: null, isReviewed: true });
  expect(record?.cost?.highNano).toBeGreaterThan(0n);
  expect((await used())[0]?.[0]).toBeGreaterThan(0n);
});
