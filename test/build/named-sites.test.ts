import { expect, it } from 'vitest';
import { namedSitesText } from '../../build/page-providers-plugin.ts';
import { namedSites } from '../../lib/providers/named-sites.ts';

it('pages get of named sites where they are, and neither their names nor how they are paid', () => {
  const text = namedSitesText();
  for (const { id, name, hosts } of namedSites) {
    for (const part of [id, ...hosts]) expect(text).toContain(part);
    expect(text).not.toContain(name);
  }
  expect(text).not.toMatch(/links|help|mailto|doubts/);
});
