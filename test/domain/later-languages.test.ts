import { expect, it, vi } from 'vitest';
import { en } from '../../lib/domain/texts/en.ts';
import { zh } from '../../lib/domain/texts/zh.ts';

it('a page has English until Chinese was brought, and all of it from then on', async () => {
  vi.resetModules();
  const { bringLanguage, catalogues } = await import('../../lib/domain/later-languages.ts');
  await bringLanguage('en');
  expect(catalogues.zh['popup.title']).toBe(en['popup.title']);
  expect(catalogues.zh['popup.loading']).toBe(en['popup.loading']);
  await bringLanguage('zh');
  expect(catalogues.zh).toEqual(zh);
  expect(catalogues.en).toEqual(en);
});

it('offers what the file offers that it stands in for', async () => {
  const [later, whole] = await Promise.all([
    import('../../lib/domain/later-languages.ts'),
    import('../../lib/domain/languages.ts'),
  ]);
  expect(Object.keys(later).toSorted()).toEqual(Object.keys(whole).toSorted());
  await whole.bringLanguage('zh');
  expect(whole.catalogues.zh).toEqual(zh);
});
