import './fake-browser.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkNow } from '../../lib/webext/check-price-file.ts';
import { switchPriceFileOff, switchPriceFileOn } from '../../lib/webext/choose-price-file.ts';
import { readHeldPriceFile, readPriceFileState } from '../../lib/webext/price-file-store.ts';
import { browser } from '../../lib/webext/settings.ts';
import { FILE_NOW } from '../prices/filed.ts';
import { seen } from './fake-browser.ts';
import { FILE, makeSigner, signAnything } from './price-files.ts';
import { type PriceServer, startPriceServer } from './price-server.ts';

const signer = await makeSigner();
const { local } = browser.storage;
const { set } = local;
let server: PriceServer;

beforeEach(async () => {
  server = await startPriceServer();
  Object.assign(seen, { stored: {}, isGranted: true, willAllow: true });
});
afterEach(async () => {
  local.set = set;
  await server.close();
});

it('switched off in the very moment in which a file is written: it is off, and no file is in force', async () => {
  server.serve(signAnything(FILE, signer));
  await switchPriceFileOn(server.url, signer.spki, () => FILE_NOW);
  server.serve(signAnything({ ...FILE, serial: 8 }, signer));
  let off: Promise<unknown> = Promise.resolve();
  local.set = async (change) => {
    local.set = set;
    // What was read is about to be written: as long as that takes, the click waits.
    off = switchPriceFileOff();
    await Promise.race([off, new Promise((resolve) => setTimeout(resolve, 100))]);
    await set(change);
  };
  await checkNow(FILE_NOW);
  await off;
  expect([(await readPriceFileState()).isOn, await readHeldPriceFile()]).toEqual([false, null]);
});
