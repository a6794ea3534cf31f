import { spawnSync } from 'node:child_process';
import { readNotices } from '../third-party.ts';

interface Component {
  readonly name: string;
  readonly version: string;
  readonly 'bom-ref': string;
}

/** What is read of npm's CycloneDX document. */
interface Document {
  readonly metadata: { readonly component: Component; readonly timestamp?: string };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

/** Everything that is locked, as npm describes it. @throws where npm cannot. */
export function readLockedSbom(root: string): Document {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
  const { status, stdout, stderr } = spawnSync('npm', args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`[packages] npm sbom ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

/**
 * The bill of materials (CycloneDX, JSON) of one thing we hand out, `name`: what its notices name, of all that is locked. It has
 * neither a number nor a time of its own, so that the same contents have the same bill. Throws where the lock lacks a package.
 */
export function writeSbom(locked: Document, name: string, notices: string): string {
  const components = readNotices(notices).map((party) => {
    const component = locked.components.find((one) => one.name === party.name && one.version === party.version);
    if (component === undefined) throw new Error(`[packages] ${party.name} ${party.version} is not in the lock file`);
    return component;
  });
  const { timestamp: _, component: own, ...metadata } = locked.metadata;
  const refs = new Set([own, ...components].map((one) => one['bom-ref']));
  const dependencies = locked.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => refs.has(one)) }));
  const bill = { ...locked, serialNumber: undefined, metadata: { ...metadata, component: { ...own, name } } };
  return `${JSON.stringify({ ...bill, components, dependencies }, null, 2)}\n`;
}
