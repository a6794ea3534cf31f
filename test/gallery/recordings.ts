import type { TabCall } from '../../lib/domain/tab-call.ts';
import type { Language } from '../../lib/domain/text.ts';
import { openRecording, type RecordingSource } from '../../lib/ui/recording-store.ts';
import { nano } from '../domain/explain-examples.ts';
import { chatRecord } from '../domain/samples.ts';

/** Noon, whenever and wherever the picture is taken. */
const NOON = new Date(2026, 10, 21, 12).getTime();
const RELAY = { provider: 'laozhang', providerName: 'Laozhang API', surface: 'laozhang/chat' } as const;
const PLAYGROUND = 'https://playground.a-subsidiary-with-a-long-name.example.org';

const usd = (low: string, likely: string, high: string) => ({
  ...{ unit: 'USD', lowNano: nano(low), likelyNano: nano(likely), highNano: nano(high) },
});

function call(index: number, change: Partial<TabCall>): TabCall {
  return {
    ...{ callId: `3120098455-220415337-99120443-771203-${index}`, ...RELAY, origin: PLAYGROUND },
    ...{ model: 'gpt-4-turbo-2024-04-09', openedAt: NOON + index * 41_000, state: 'running', isReviewed: true },
    ...{ isPrivate: false, estimate: { ...usd('0.004', '0.0121', '0.041'), reserveNano: nano('0.053') }, record: null },
    ...change,
  };
}

function over(index: number, change: Partial<NonNullable<TabCall['record']>>, about: Partial<TabCall> = {}): TabCall {
  const running = call(index, about);
  const { callId, openedAt, provider, surface, model, origin, isReviewed } = running;
  const known = { callId, openedAt, provider, surface, model, origin, isReviewed, settledAt: openedAt + 2300 };
  return { ...running, state: 'over', record: chatRecord({ ...known, ...change }) };
}

const NOTHING = usd('0', '0', '0');
const CALLS: readonly TabCall[] = [
  over(0, { cost: usd('0.0108', '0.0108', '0.0108') }),
  over(1, { outcome: 'refusal', refusalCause: 'not-enough', cost: NOTHING, usage: null }),
  over(2, { outcome: 'cut', certainty: 'estimated', cost: usd('0.0061', '0.0074', '0.0096'), usage: null }),
  over(3, { isReviewed: false }, { isReviewed: false, estimate: null, model: null }),
  over(
    4,
    { cost: { ...usd('450', '450', '450'), unit: 'credits' } },
    {
      ...{ provider: 'enrich', providerName: 'Enrich', surface: 'enrich/records', model: null },
      estimate: { ...usd('450', '450', '450'), unit: 'credits', reserveNano: 0n },
    },
  ),
  over(5, { outcome: 'error', certainty: 'unknown', cost: null, usage: null }),
  call(6, { state: 'unsent', model: 'claude-sonnet-4-5-20250929', origin: 'null' }),
  call(7, { model: 'anthropic/claude-3-5-sonnet-20241022-extended-thinking-preview' }),
  call(8, { state: 'asked' }),
];

const STATES = ['full', 'empty', 'stopped', 'loading', 'failed', 'asked', 'nothing'] as const;

/** The panel's recording in one of these states; what would leave the page is only told. */
export function galleryRecording(state: string, language: Language, log: (kind: string) => (value: unknown) => void) {
  const name = STATES.find((one) => one === state) ?? 'full';
  const isNone = name === 'empty' || name === 'stopped' || name === 'loading' || name === 'failed';
  const source: RecordingSource = {
    version: '0.1.0',
    readLook: async () => ({ language, theme: null }),
    listen: () => () => undefined,
    readPast: () => {
      if (name === 'loading') return new Promise(() => undefined);
      return name === 'failed' ? Promise.reject(new Error('[gallery] gone')) : Promise.resolve(isNone ? [] : CALLS);
    },
    look: async () => [],
    watch: () => () => undefined,
    readNetwork: async (calls) =>
      calls.map((one) => ({ call: one, seen: null, address: { method: 'POST', url: 'https://api.example/v1/chat' } })),
    readChoices: async () => ({
      providers: [
        { id: 'laozhang', name: 'Laozhang API' },
        { id: 'openai', name: 'OpenAI' },
      ],
      models: ['gpt-4-turbo-2024-04-09', 'gpt-4o-mini'],
    }),
    ask: async (_calls, { model }) =>
      model === 'gpt-4o-mini'
        ? {
            compared: [{ unitWas: 'USD', calls: 3, wasNano: nano('0.0582'), ...usd('0.0009', '0.0012', '0.0017') }],
            leftOut: [
              { why: 'price', calls: 1 },
              { why: 'kind', calls: 2 },
            ],
            caveats: [{ key: 'advice.caveat.length' }, { key: 'advice.caveat.quality' }],
          }
        : { compared: [], leftOut: [{ why: 'price', calls: 6 }], caveats: [] },
    saveFile: (data, file) => void data.text().then((text) => log('save')({ file, text })),
  };
  const recording = openRecording(source);
  if (name === 'stopped') recording.deeds.stop();
  if (name === 'asked') recording.deeds.ask({ model: 'gpt-4o-mini', provider: null });
  if (name === 'nothing') recording.deeds.ask({ model: 'a-model-of-nobody', provider: 'openai' });
  return recording;
}
