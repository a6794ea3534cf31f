import { readPublicKeys } from '../lib/webext/price-signature.ts';
import { writeNewKey } from './price-key.ts';

/* `npm run prices:keygen -- <file>`: a key to sign price files with. The private half never leaves that file. */

const [path, ...rest] = process.argv.slice(2);
if (path === undefined || rest.length > 0) {
  console.error('Say where the private key is written: npm run prices:keygen -- prices.key.pem');
  process.exitCode = 1;
} else {
  try {
    const spki = writeNewKey(path);
    const [key] = (await readPublicKeys([spki])) ?? [];
    console.log(`The private key is in ${path}: keep it to yourself, and out of any repository.

Public key, to be pasted beside the address of the file:
${spki}

Its fingerprint (RFC 7638), which the settings show: ${key?.kid}`);
  } catch (error) {
    const isThere = (error as { readonly code?: unknown }).code === 'EEXIST';
    console.error(isThere ? `${path} is there already, and may be a key: nothing was written.` : String(error));
    process.exitCode = 1;
  }
}
