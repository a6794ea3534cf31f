import type { Description } from '../../lib/described/description.ts';
import { EXAMPLE } from '../../lib/described/example.ts';
import { hostsOf, previewOf } from '../../lib/described/preview.ts';
import { readDescription } from '../../lib/described/read-description.ts';
import type { OwnApi } from '../../lib/domain/own-api.ts';
import type { DashboardSource } from '../../lib/ui/dashboard-source.ts';
import { tryOn } from '../../lib/webext/try-description.ts';

type ApiSource = Pick<
  DashboardSource,
  'apiExample' | 'readApis' | 'checkApi' | 'acceptApi' | 'removeApi' | 'tryApi' | 'saveFile'
>;

const LONG: Description = {
  tollkeeper: 1,
  id: 'gateway',
  name: 'The gateway of our whole company and its subsidiaries in Europe',
  calls: [
    {
      name: 'gemini',
      url: 'https://a-rather-long-subdomain.gateway.some-subsidiary.example:8443/models/*:generateContent',
      speaks: 'gemini-generate',
      modelInPath: true,
    },
  ],
};

/** The real reader over made-up descriptions; what is set off is logged. */
export function galleryApis(
  state: string,
  log: (kind: string) => (value: unknown) => void,
  answer: <T>(value: T) => Promise<T>,
): ApiSource {
  const known = { surfaces: [], names: [], hosts: [] };
  const read = (text: string) => readDescription(text, known);
  const toApi = (one: Description): OwnApi => {
    const text = JSON.stringify(one, null, 2);
    return { id: one.id, name: one.name, hosts: hostsOf(one), text };
  };
  return {
    apiExample: JSON.stringify(EXAMPLE, null, 2),
    readApis: () => answer(state === 'empty' ? [] : [EXAMPLE, LONG].map(toApi)),
    checkApi: async (text) => {
      const { description, problems } = read(text);
      if (description === null) return { problems, preview: null };
      return { problems: [], preview: previewOf(description, state === 'empty' ? null : EXAMPLE.name) };
    },
    acceptApi: async (text) => {
      log('accept')(text.length);
      const { description, problems } = read(text);
      return description === null ? { kind: 'refused', problems } : { kind: 'accepted', name: description.name };
    },
    removeApi: async (id) => log('remove')(id),
    tryApi: async (text, sample) => {
      const { description, problems } = read(text);
      return description === null
        ? { problems, trial: null }
        : { problems: [], trial: tryOn(description, sample, Date.UTC(2026, 10, 21)) };
    },
    saveFile: (data, file) => void data.text().then((text) => log('save')({ file, text })),
  };
}
