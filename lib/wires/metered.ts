import type { Draft } from '../domain/call.ts';
import { parseJson, readPath } from '../domain/json-path.ts';
import { ELEMENTS_MAX, splitArray } from '../domain/json-splice.ts';
import type { MeteredRule } from '../domain/surface.ts';
import { openAnswerText, readCost, readError } from './answer-text.ts';
import type { ResponseMeter, Wire } from './wire.ts';

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
    revisable: count > 1 && count <= ELEMENTS_MAX ? ['batch'] : [],
  };
}

/**
 * The answer is not asked how many units it took: that is what the draft's `units` say. What it states is its cost.
 */
function openMeter(rule: MeteredRule | null): ResponseMeter {
  const text = openAnswerText();
  let answer: unknown;
  return {
    push: text.push,
    pushJson(value) {
      answer = value;
    },
    end() {
      answer ??= text.parse();
      const cost = rule?.costPath ? readCost(readPath(answer, rule.costPath)) : null;
      return { usage: null, cost, output: null, errorText: readError(answer), isComplete: answer !== undefined };
    },
  };
}
