import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from './sources.ts';

/** A tree beside the checkout with its rules and nothing but planted files. */
export interface PlantedTree {
  readonly folder: string;
  readonly plant: (path: string, text: string) => void;
  /** Runs one of the checkout's own tools in the tree; its output whatever the exit code. */
  readonly run: (tool: 'biome' | 'tsc', args: readonly string[]) => Promise<string>;
  readonly remove: () => void;
}

const RULES = ['biome.json', 'tsconfig.base.json', 'tsconfig.core.json', 'tsconfig.browser.json', 'tsconfig.node.json'];

/** An empty tree under the rules of this checkout. */
export function openPlantedTree(): PlantedTree {
  const folder = mkdtempSync(join(tmpdir(), 'tollkeeper-planted-'));
  for (const rule of RULES) cpSync(join(root, rule), join(folder, rule));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return {
    folder,
    plant(path, text) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    },
    run: (tool, args) => run(join(root, 'node_modules', '.bin', tool), args, folder),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function run(file: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(file, [...args], { cwd, maxBuffer: 32 * 1024 * 1024 }, (error, stdout, stderr) => {
      // A refusal is what we came for; only a tool that cannot be started is a failure of the test.
      if (error !== null && typeof error.code !== 'number') return reject(error);
      resolve(stdout + stderr);
    });
  });
}
