/** Which model names a price is for; the form of `@pydantic/genai-prices`, whose rows are matched with it. */
export type ModelMatch =
  | { readonly equals: string }
  | { readonly starts_with: string }
  | { readonly ends_with: string }
  | { readonly contains: string }
  | { readonly regex: string }
  | { readonly or: readonly ModelMatch[] }
  | { readonly and: readonly ModelMatch[] };

/** Whether a model's name is meant. Patterns are as given: they come from a package that is looked at, never from a page. */
export function matchesModel(match: ModelMatch, model: string): boolean {
  if ('equals' in match) return model === match.equals;
  if ('starts_with' in match) return model.startsWith(match.starts_with);
  if ('ends_with' in match) return model.endsWith(match.ends_with);
  if ('contains' in match) return model.includes(match.contains);
  if ('regex' in match) return new RegExp(match.regex).test(model);
  if ('or' in match) return match.or.some((one) => matchesModel(one, model));
  return match.and.every((one) => matchesModel(one, model));
}
