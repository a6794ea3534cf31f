import browser from 'webextension-polyfill';

/**
 * A host whose permission is there for data alone: its pages are not watched. Which it is stands in an entry of `storage.local` beside
 * the settings.
 */
export interface DataHost {
  /** The match pattern; null: there is none. */
  readonly read: () => Promise<string | null>;
  /**
   * Says which it is, before the permission is there: who hears of it must know that no page of this host is to be watched.
   * @returns whether the permission is for this alone.
   */
  readonly mark: (pattern: string) => Promise<boolean>;
  /** It is no such host any more, and its permission goes if that is asked for. */
  readonly forget: (withPermission: boolean) => Promise<void>;
  /** The host is to be watched from now on, as any other. */
  readonly watch: (pattern: string) => Promise<void>;
  /** Whether a change of storage is one of this host. */
  readonly isChanged: (changes: Readonly<Record<string, unknown>>) => boolean;
}

/** The companion's. */
export const companionHost = dataHost('companionPattern');
/** That of the folder which is shared with other browsers. */
export const folderHost = dataHost('folderPattern');

/** All of them. */
export const DATA_HOSTS: readonly DataHost[] = [companionHost, folderHost];

/** A host is to be watched from now on, whatever it was for. */
export async function watchDataHost(pattern: string): Promise<void> {
  await Promise.all(DATA_HOSTS.map(({ watch }) => watch(pattern)));
}

function dataHost(entry: string): DataHost {
  const read = async (): Promise<string | null> => {
    const { [entry]: pattern } = await browser.storage.local.get(entry);
    return typeof pattern === 'string' ? pattern : null;
  };
  const write = (pattern: string | null): Promise<void> => browser.storage.local.set({ [entry]: pattern });
  return {
    read,
    mark: async (pattern) => {
      const [before, isThere] = await Promise.all([read(), browser.permissions.contains({ origins: [pattern] })]);
      if (isThere && before !== pattern) return false;
      await write(pattern);
      return before !== pattern;
    },
    forget: async (withPermission) => {
      const pattern = await read();
      if (pattern === null) return;
      const isGone = !withPermission || (await browser.permissions.remove({ origins: [pattern] }).catch(() => false));
      // Where the browser keeps it, its pages are still not to be watched.
      if (isGone) await write(null);
    },
    watch: async (pattern) => {
      if ((await read()) === pattern) await write(null);
    },
    isChanged: (changes) => entry in changes,
  };
}
