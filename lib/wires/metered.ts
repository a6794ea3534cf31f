import type { Draft, Job, Meter, Usage } from '../domain/call.ts';
import { attempt, parseJson } from '../domain/json-path.ts';
import { findFirst } from '../domain/json-query.ts';
import { MEMBERS_MAX, splitArray } from '../domain/json-splice.ts';
import type { Unit } from '../domain/money.ts';
import { openSse } from '../domain/sse.ts';
import type { AnswerPlace, CostPlace, MeteredRule } from '../domain/surface.ts';
import { openAnswerText, readCost, readError, readFigure } from './answer-text.ts';
import { type CountedUnits, countUnits } from './count-units.ts';
import { DONE, startsJson } from './json-meter.ts';
import { plainDraft } from './plain-draft.ts';
import { readModel } from './request-keys.ts';
import type { AnswerHead, MeterReading, ResponseMeter, Wire } from './wire.ts';

/** Calls priced by the call, the record, the page or the character: a rule says what is counted. */
export const metered: Wire = {
  id: 'metered',
  readRequest(bodyText, rule) {
    const body = parseJson(bodyText);
    const counted = rule && countUnits(body, rule);
    return rule && counted && toDraft(rule, counted, body);
  },
  revise(bodyText, revision, rule) {
    const path = rule && countUnits(parseJson(bodyText), rule)?.path;
    if (revision.kind !== 'batch' || path == null) return null;
    const split = splitArray(bodyText, path, revision.keep);
    return split && { body: split.kept, rest: split.rest };
  },
  openMeter,
};

function toDraft(rule: MeteredRule, { units, path }: CountedUnits, body: unknown): Draft {
  return plainDraft('metered', {
    model: rule.model === undefined ? null : readModel(findFirst(body, rule.model)),
    units: { meter: rule.meter, count: units },
    revisable: path !== null && units > 1 && units <= MEMBERS_MAX ? ['batch'] : [],
  });
}

function openMeter(head: AnswerHead, rule: MeteredRule | null): ResponseMeter {
  const whole = openWholeMeter(head, rule);
  if (!head.contentType.includes('event-stream')) return whole;
  const stream = openStreamMeter(head, rule);
  // Some call JSON so. Its first character tells; of events, of which there may be many, nothing is kept.
  let isJson: boolean | null = null;
  return {
    push(text) {
      isJson ??= startsJson(text);
      (isJson ? whole : stream).push(text);
    },
    pushJson(value) {
      isJson = true;
      whole.pushJson(value);
    },
    end: () => (isJson ? whole : stream).end(),
  };
}

/**
 * An answer in events: each may state what was billed so far, so the last one that does counts; the head may as well. Text
 * without any event in it says nothing of its end.
 */
function openStreamMeter(head: AnswerHead, rule: MeteredRule | null): Pick<ResponseMeter, 'push' | 'end'> {
  const stated: { usage: Usage | null; cost: string | null; costUnit?: Unit } = readStated(undefined, head, rule);
  let errorText: string | null = null;
  let job: Job | null = null;
  let isDone = false;
  let events = 0;
  let isSaid = false;
  const stream = openSse((data) => {
    events++;
    isDone ||= data.trim() === DONE;
    const event = parseJson(data);
    const { usage, ...cost } = readStated(event, head, rule);
    stated.usage = usage ?? stated.usage;
    if (cost.cost !== null) Object.assign(stated, cost);
    errorText ??= readError(event);
    job = readJob(event, rule, errorText !== null) ?? job;
  });
  return {
    push(text) {
      isSaid ||= text.trim() !== '';
      stream.push(text);
    },
    end() {
      stream.end();
      const isOther = events === 0 && isSaid;
      const isComplete = isDone || isOther || stated.usage !== null || stated.cost !== null || job?.isOver === true;
      return { ...stated, output: null, errorText, isComplete, ...(job && { job }) };
    },
  };
}

function openWholeMeter(head: AnswerHead, rule: MeteredRule | null): ResponseMeter {
  const text = openAnswerText();
  let reading: MeterReading | null = null;
  const read = (answer: unknown): MeterReading => {
    const errorText = readError(answer);
    const job = readJob(answer, rule, errorText !== null);
    return {
      ...readStated(answer, head, rule),
      output: null,
      errorText,
      // Sound and pictures are no JSON, and say nothing of their end.
      isComplete: answer !== undefined || !/\bjson\b/i.test(head.contentType),
      ...(job && { job }),
    };
  };
  return {
    push: text.push,
    pushJson(value) {
      // Read at once: the page owns the value, and may change it or give it traps.
      reading = attempt(() => read(value), null);
    },
    end: () => reading ?? read(text.parse()),
  };
}

/** What an answer states. Where it states nothing, what the draft counted was billed. */
function readStated(
  answer: unknown,
  head: AnswerHead,
  rule: MeteredRule | null,
): Pick<MeterReading, 'usage' | 'cost' | 'costUnit'> {
  const find = (at: AnswerPlace): string | null => readCost(at[0] === '$' ? findFirst(answer, at) : head.headers[at]);
  const stated = rule?.cost?.map((place) => readPlace(place, find)).find(({ cost }) => cost !== null) ?? { cost: null };
  const usage: Partial<Record<Meter, number>> = {};
  for (const { meter, at, times } of rule?.billed ?? []) {
    const found = find(at);
    if (found === null || usage[meter] !== undefined) continue;
    const figure = readFigure(times === undefined ? Number(found) : Math.round(Number(found) * times));
    // A wrong figure is unknown, and so is the sum it belongs to.
    if (figure === null) return { usage: null, ...stated };
    usage[meter] = figure;
  }
  return { usage: Object.keys(usage).length === 0 ? null : usage, ...stated };
}

/** What an answer says of work that waits in a queue; null: nothing. */
function readJob(answer: unknown, rule: MeteredRule | null, hasFailed: boolean): Job | null {
  if (rule?.job === undefined) return null;
  const { says, id, at, goesOn, ends } = rule.job;
  const number = id === undefined ? '' : findFirst(answer, id);
  if (typeof number !== 'string') return null;
  const word = findFirst(answer, at);
  const isOneOf = (words: readonly string[]): boolean => typeof word === 'string' && words.includes(word);
  if (says === 'begun') return number === '' ? null : { id: number, isOver: false };
  if (isOneOf(goesOn)) return { id: number, isOver: false };
  if (says === 'result') return { id: number, isOver: true };
  // What was billed is told with what came of it, unless nothing came.
  return isOneOf(ends) ? { id: number, isOver: true, ...(!hasFailed && { done: 1 }) } : null;
}

function readPlace(
  place: AnswerPlace | CostPlace,
  find: (at: AnswerPlace) => string | null,
): Pick<MeterReading, 'cost' | 'costUnit'> {
  return typeof place === 'string' ? { cost: find(place) } : { cost: find(place.at), costUnit: place.unit };
}
