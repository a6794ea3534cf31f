import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXAMPLE } from '../../lib/described/example.ts';
import { readDescription } from '../../lib/described/read-description.ts';
import { ANSWER_WIRE_IDS, METERS } from '../../lib/domain/call.ts';
import { everySurface, providers } from '../../lib/providers/registry.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/describe-your-api.md'), 'utf8');
const blocks = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, block]) => block ?? '');
const KNOWN = {
  surfaces: everySurface,
  names: providers.map(({ name }) => name),
  hosts: providers.map(({ name, console }) => ({ ...console, of: name })),
};

describe('docs/describe-your-api.md', () => {
  it('goes through the example that the screen begins with', () => {
    expect(JSON.parse(blocks[0] ?? '')).toEqual(EXAMPLE);
  });

  it('has only descriptions that are accepted', () => {
    expect(blocks.length).toBeGreaterThan(1);
    for (const block of blocks) expect(readDescription(block, KNOWN).problems, block).toEqual([]);
  });

  it('names everything that can be counted, and every API that calls can speak', () => {
    for (const name of [...METERS, ...ANSWER_WIRE_IDS]) expect(page).toContain(`\`${name}\``);
  });
});
