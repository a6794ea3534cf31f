import { expect, it } from 'vitest';
import { isCoveredBy, isSiteOff, switchSite } from '../../lib/domain/site.ts';

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

it.each([
  ['https://relay.example', true],
  ['https://relay.example:8443', true],
  ['http://localhost:3000', true],
  ['http://127.0.0.1', true],
  ['http://relay.example:3000', false],
  ['http://192.168.1.20:3000', false],
  ['http://localhost.example', false],
  ['http://app.localhost', false],
])('%s can be asked for: %s', (origin, isAskable) => {
  expect(isCoveredBy(['https://*/*', 'http://localhost/*', 'http://127.0.0.1/*'], origin)).toBe(isAskable);
});

it('a pattern for all below a host covers those, and no host that only ends alike', () => {
  expect(isCoveredBy(['http://*.localhost/*'], 'http://relay.localhost:4217')).toBe(true);
  expect(isCoveredBy(['http://*.localhost/*'], 'http://evillocalhost')).toBe(false);
  expect(isCoveredBy(['http://*.localhost/*'], 'https://relay.localhost')).toBe(false);
  expect(isCoveredBy([], 'https://relay.example')).toBe(false);
});
