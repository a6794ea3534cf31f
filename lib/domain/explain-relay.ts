import type { AccountCheck } from './check-relays.ts';
import type { BesideCheck, SideCheck } from './check-side.ts';
import { type CountedSide, WHY_NOT, type WhyNot } from './counted.ts';
import type { CallRecord } from './record.ts';
import type { RelayAccount, RelayFinding } from './relay-view.ts';
import type { Text, TextParam } from './text.ts';
import type { TextKey } from './texts/en.ts';

/** Writes an instant (epoch ms) as support reads it, the same for everybody. */
type Instant = (at: number) => string;

/** What an account's check says, in words: what was seen, what is usual, what could explain it, what to show support. */
export function explainRelay(check: AccountCheck, name: string, instant: Instant): Omit<RelayAccount, 'spent'> {
  const finding = findingOf(check);
  const could = isFinding(finding) ? couldBe(check) : [];
  const lines = [
    ...sideLines('input', check),
    ...sideLines('output', check),
    ...aloneLine(check),
    ...otherLines(check),
  ];
  const note = isFinding(finding) ? noteOf(check, name, lines, instant) : [];
  return { account: check.account, name, finding, lines, could, note };
}

function isFinding(finding: RelayFinding): boolean {
  return finding === 'more' || finding === 'less';
}

function findingOf({ input, output, inputBeside, outputBeside }: AccountCheck): RelayFinding {
  const kinds = [input, output, inputBeside, outputBeside].map((check) => check?.kind);
  const hasSpikes = [input, output].some((side) => side.kind !== 'few' && side.spikes !== null);
  if (hasSpikes || kinds.includes('more')) return 'more';
  // Less than others alone: it is rather they who are billed more.
  if (input.kind === 'less' || output.kind === 'less') return 'less';
  if (kinds.some((kind) => kind === 'usual' || kind === 'less')) return 'usual';
  return [input, output].every((side) => side.kind === 'few' && side.calls === 0) ? 'nothing' : 'few';
}

type SideName = 'input' | 'output';

function sideLines(side: SideName, check: AccountCheck): readonly Text[] {
  const own = check[side];
  if (own.kind === 'few') return own.calls === 0 ? [] : [line(`rel.${side}`, { what: fewText(own) })];
  const beside = side === 'input' ? check.inputBeside : check.outputBeside;
  const alone = line(`rel.${own.kind}`, {
    percent: percent(own.middle),
    low: percent(own.low),
    high: percent(own.high),
  });
  return [
    line(`rel.${side}`, { what: alone }),
    ...(beside === null ? [] : [line(`rel.${side}`, { what: besideText(beside) })]),
    ...(own.eachMore === null ? [] : [line(`rel.${side}`, { what: line('rel.eachMore', { n: own.eachMore }) })]),
    ...(own.spikes === null ? [] : [line(`rel.spikes.${side}`, { n: own.spikes.calls, usual: own.spikes.usual })]),
  ];
}

function fewText({ calls, needs }: Extract<SideCheck, { kind: 'few' }>): Text {
  return line('rel.few', { n: calls, needs });
}

function besideText({ kind, difference, reach }: BesideCheck): Text {
  const range = { low: percent(-reach), high: percent(reach) };
  return line(`rel.beside.${kind}`, { percent: percent(difference), ...range });
}

/** Beyond counting, and yet as the other accounts: then it is rather how the model counts. */
function aloneLine({ input, output, inputBeside, outputBeside }: AccountCheck): readonly Text[] {
  const isAlike = (side: SideCheck, beside: BesideCheck | null): boolean =>
    (side.kind === 'more' || side.kind === 'less') && beside?.kind === 'usual';
  return isAlike(input, inputBeside) || isAlike(output, outputBeside) ? [{ key: 'rel.alike' }] : [];
}

function otherLines({ thoughtShare, left }: AccountCheck): readonly Text[] {
  const thoughts =
    thoughtShare >= 0.01 ? [line('rel.thought', { share: verbatim(`${Math.round(thoughtShare * 100)} %`) })] : [];
  const others = WHY_NOT.flatMap((why) =>
    (left[why] ?? 0) === 0 ? [] : [line(`rel.left.${why}`, { n: left[why] ?? 0 })],
  );
  return [...thoughts, ...others];
}

function couldBe({ input, output, inputBeside, outputBeside }: AccountCheck): readonly Text[] {
  const isMore = (side: SideCheck, beside: BesideCheck | null): boolean =>
    side.kind === 'more' || beside?.kind === 'more' || (side.kind !== 'few' && side.spikes !== null);
  const keys: readonly (TextKey | null)[] = [
    isMore(input, inputBeside) ? 'rel.could.prompt' : null,
    isMore(output, outputBeside) ? 'rel.could.thoughts' : null,
    'rel.could.vocabulary',
    'rel.could.texts',
    isMore(input, inputBeside) || isMore(output, outputBeside) ? 'rel.could.factor' : null,
  ];
  return keys.flatMap((key) => (key === null ? [] : [{ key }]));
}

function noteOf(
  { provider, evidence }: AccountCheck,
  name: string,
  lines: readonly Text[],
  instant: Instant,
): readonly Text[] {
  const [newest] = evidence;
  const head = line('rel.note.head', {
    provider: verbatim(provider),
    name: verbatim(name),
    model: verbatim(newest?.model ?? ''),
  });
  return [head, ...lines, { key: 'rel.note.calls' }, ...evidence.map((record) => noteLine(record, instant))];
}

function noteLine({ openedAt, providerRequestId, requestId, counted }: CallRecord, instant: Instant): Text {
  return line('rel.note.call', {
    time: verbatim(instant(openedAt)),
    id: verbatim(providerRequestId ?? requestId),
    input: sideText(counted?.input),
    output: sideText(counted?.output),
  });
}

function sideText(side: CountedSide | WhyNot | undefined): TextParam {
  return typeof side === 'object' ? verbatim(`${side.billed} / ${Math.round(side.counted)}`) : '–';
}

/** A logarithm as people read it: "+38 %". */
function percent(log: number): TextParam {
  const whole = Math.round((Math.exp(log) - 1) * 100);
  return verbatim(`${whole < 0 ? '−' : '+'}${Math.abs(whole)} %`);
}

function verbatim(text: string): TextParam {
  return { kind: 'verbatim', text };
}

function line(key: TextKey, params: NonNullable<Text['params']>): Text {
  return { key, params };
}
