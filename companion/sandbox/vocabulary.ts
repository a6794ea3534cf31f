/** What the sandbox can be told to do, for all calls (console) or for one (`x-sandbox-scenario`). */
export const scenarioNames = [
  'normal',
  'depleted',
  'frozen',
  'wrong-billing',
  'key-limit',
  'supplier-empty',
  'rate-limited',
  'error-in-stream',
  'cut-stream',
  'slow',
  'padded',
  'html-error',
  'garbage-json',
] as const;

/** What it can be told besides when it stands in a provider's place. */
const coatScenarioNames = ['not-enough', 'org-limit', 'in-flight'] as const;

/** One of `scenarioNames`, or of those that need a coat. */
export type ScenarioName = (typeof scenarioNames)[number] | (typeof coatScenarioNames)[number];

/** Every scenario that there is; in a coat, all of them. */
export function scenariosFor(isInCoat: boolean): readonly ScenarioName[] {
  return isInCoat ? [...scenarioNames, ...coatScenarioNames] : scenarioNames;
}

/** The forms in which a refusal for money is written. */
export const refusalShapes = ['coded', 'flat', 'typed', 'relay'] as const;

/** One of `refusalShapes`. */
export type RefusalShape = (typeof refusalShapes)[number];

/** Why a call was refused, as the sandbox knows it; the terse shapes do not say. */
export type RefusalCause =
  | 'depleted'
  | 'not-enough'
  | 'frozen'
  | 'wrong-billing'
  | 'key-limit'
  | 'org-limit'
  | 'in-flight'
  | 'supplier-empty'
  | 'rate-limited';

/** The causes that scenarios are named by: each of them plays one. */
export const refusalCauses: readonly (RefusalCause & ScenarioName)[] = [
  'depleted',
  'not-enough',
  'frozen',
  'wrong-billing',
  'key-limit',
  'org-limit',
  'in-flight',
  'supplier-empty',
  'rate-limited',
];

/** The scenario of that name, or `null`. */
export function readScenario(value: unknown, isInCoat = false): ScenarioName | null {
  return scenariosFor(isInCoat).find((name) => name === value) ?? null;
}

/** The refusal shape of that name, or `null`. */
export function readRefusalShape(value: unknown): RefusalShape | null {
  return refusalShapes.find((shape) => shape === value) ?? null;
}
