import type { Draft } from '../domain/call.ts';
import { attempt, parseJson, readPath } from '../domain/json-path.ts';
import { MEMBERS_MAX, splitArray } from '../domain/json-splice.ts';
import type { MeteredRule } from '../domain/surface.ts';
import { openAnswerText, readCost, readError } from './answer-text.ts';
import type { MeterReading, ResponseMeter, Wire } from './wire.ts';

/** Calls priced by record, page or row: a rule says which array of the request is counted. */
export const metered: Wire = {
  id: 'metered',
  readRequest(bodyText, rule) {
    const elements = rule && readPath(parseJson(bodyText), rule.countPath);
    return rule && Array.isArray(elements) ? toDraft(rule, elements.length) : null;
  },
  revise(bodyText, revision, rule) {
    if (revision.kind !== 'batch' || rule === null) return null;
    const split = splitArray(bodyText, rule.countPath, revision.keep);
    return split && { body: split.kept, rest: split.rest };
  },
  openMeter: (_contentType, rule) => openMeter(rule),
};

function toDraft(rule: MeteredRule, count: number): Draft {
  return {
    wire: 'metered',
    model: null,
    inputTokens: null,
    outputTokensMax: null,
    answers: 1,
    units: { meter: rule.meter, count },
    isStream: false,
    revisable: count > 1 && count <= MEMBERS_MAX ? ['batch'] : [],
  };
}

function openMeter(rule: MeteredRule | null): ResponseMeter {
  const text = openAnswerText();
  let reading: MeterReading | null = null;
  return {
    push: text.push,
    pushJson(value) {
      // Read at once: the page owns the value, and may change it or give it traps.
      reading = attempt(() => readAnswer(value, rule), null);
    },
    end: () => reading ?? readAnswer(text.parse(), rule),
  };
}

/** How many units were billed is what the draft's `units` say; what the answer states is its cost. */
function readAnswer(answer: unknown, rule: MeteredRule | null): MeterReading {
  return {
    usage: null,
    cost: rule?.costPath ? readCost(readPath(answer, rule.costPath)) : null,
    output: null,
    errorText: readError(answer),
    isComplete: answer !== undefined,
  };
}
