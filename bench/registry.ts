import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { timeLargeBodies } from './refusals/large-bodies.ts';
import { writeTimes } from './refusals/report.ts';
import { timeFinding } from './registry/find-times.ts';

/*
 * `npm run bench -- registry`: what it costs to know every provider. Finding a call among all their addresses, explaining a
 * large error, and what a page loads for it. A missed target is printed as missed and is no failure.
 */

/** Median of one lookup, µs. */
const FIND_US_MAX = 2;
/** Gzip, kB of 1,000 bytes. */
const SIZES_MAX = { 'tap.js': 14, 'bridge.js': 40 } as const;
const BUILDS = ['chrome-mv3', 'firefox-mv3'] as const;

const sizes = BUILDS.flatMap((build) =>
  Object.entries(SIZES_MAX).map(([file, max]) => {
    const path = new URL(`../.output/${build}/${file}`, import.meta.url);
    return { build, file, max, kilobytes: gzipSync(readFileSync(path), { level: 9 }).byteLength / 1000 };
  }),
);
const finding = timeFinding();
const large = timeLargeBodies();

if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ finding, largeBodiesMs: large, sizes }));
} else {
  for (const [what, { surfaces, medianUs, p95Us, timesUrl }] of Object.entries(finding)) {
    const verdict = medianUs <= FIND_US_MAX ? '' : `  MISSED: median at most ${FIND_US_MAX} µs`;
    console.log(`Finding ${what} among ${surfaces}:`);
    console.log(
      `  ${medianUs.toFixed(2)} µs median, ${p95Us.toFixed(2)} µs p95; ${timesUrl.toFixed(1)} × new URL()${verdict}`,
    );
  }
  for (const line of writeTimes(large)) console.log(line);
  console.log('Loaded by a watched page, gzip:');
  for (const { build, file, max, kilobytes } of sizes) {
    const verdict = kilobytes <= max ? '' : `  MISSED: at most ${max} kB`;
    console.log(`  ${build.padEnd(11)} ${file.padEnd(9)} ${kilobytes.toFixed(1)} kB${verdict}`);
  }
}
