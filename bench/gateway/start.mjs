// @ts-check
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// As companion/cli.mjs begins: what is compiled is kept from one start to the next, so that nothing that strips types is in the memory.
enableCompileCache(fileURLToPath(new URL('../../.output/bench/compiled', import.meta.url)));
await import('./serve.ts');
