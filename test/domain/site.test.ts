import { expect, it } from 'vitest';
import { isSiteOff, switchSite } from '../../lib/domain/site.ts';

it('a host that is switched off is off on every port, a port only itself', () => {
  expect(isSiteOff(['http://127.0.0.1'], 'http://127.0.0.1:4118')).toBe(true);
  expect(isSiteOff(['http://127.0.0.1:4118'], 'http://127.0.0.1:4118')).toBe(true);
  expect(isSiteOff(['http://127.0.0.1:4118'], 'http://127.0.0.1:4119')).toBe(false);
  expect(isSiteOff(['https://a.example'], 'https://a.example.evil')).toBe(false);
});

it('what is switched on is on, however it was switched off', () => {
  const off = ['http://a.example', 'http://a.example:81', 'http://b.example'];
  expect(switchSite(off, 'http://a.example', true)).toEqual(['http://b.example']);
  expect(switchSite(off, 'http://a.example:81', true)).toEqual(['http://b.example']);
  expect(switchSite([], 'http://a.example:81', false)).toEqual(['http://a.example:81']);
  expect(switchSite(['http://a.example'], 'http://a.example:81', false)).toEqual(['http://a.example']);
});
