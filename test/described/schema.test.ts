import { toJsonSchema } from '@valibot/to-json-schema';
import { expect, it } from 'vitest';
import { descriptionSchema } from '../../lib/described/description.ts';

/** Written anew with `vitest -u`: what differs is what a description may say. */
it('public/api-description.schema.json is what is accepted', async () => {
  // What a schema cannot say (whether a path can be read, whether there is such a day) is said by the screen.
  const { $schema: _, ...schema } = toJsonSchema(descriptionSchema, { errorMode: 'ignore' });
  const page = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'An API that Tollkeeper should know',
    description: 'See docs/describe-your-api.md.',
    ...schema,
  };
  await expect(`${JSON.stringify(page, null, 2)}\n`).toMatchFileSnapshot('../../public/api-description.schema.json');
});

it('asks of a description what our own reader asks', () => {
  const schema = toJsonSchema(descriptionSchema, { errorMode: 'ignore' });
  expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
  expect(schema.required).toEqual(['tollkeeper', 'id', 'name', 'calls']);
  expect(Object.keys(schema.properties ?? {})).toContain('$schema');
});
