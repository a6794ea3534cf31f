import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What the dashboard's page is made of, as the build names it (`build/packages/bundle-dashboard.ts`). */
export const dashboardFiles = ['dashboard.js', 'dashboard.css'] as const;
export type DashboardFile = (typeof dashboardFiles)[number];

/** Where they lie: in the package beside this module, in a checkout where builds are. */
const FOLDERS = ['./page/', '../../.output/companion-page/'];

/** One of them. */
export interface PageFile {
  readonly bytes: Buffer;
  /** Of its contents: what an address is told apart by. */
  readonly mark: string;
}

export type PageFiles = Readonly<Record<DashboardFile, PageFile>>;

/** Reads them, whole; null: this companion runs from its sources, and nobody has built the page. */
export function readPageFiles(): PageFiles | null {
  const folders = FOLDERS.map((folder) => fileURLToPath(new URL(folder, import.meta.url)));
  const found = folders.find((folder) => dashboardFiles.every((file) => existsSync(folder + file)));
  if (found === undefined) return null;
  const read = (file: DashboardFile): PageFile => {
    const bytes = readFileSync(found + file);
    return { bytes, mark: createHash('sha256').update(bytes).digest('base64url').slice(0, 16) };
  };
  return { 'dashboard.js': read('dashboard.js'), 'dashboard.css': read('dashboard.css') };
}
