/** A model as the site has set it up. */
export interface RelayModel {
  readonly name: string;
  /** Input price in 1/$2 per million tokens; `null`: nobody has set one. */
  modelRatio: number | null;
  /** Output price as a multiple of the input price. */
  completionRatio: number;
  /** Price of a cached token as a multiple of the input price; `null`: none set, cached tokens cost like others. */
  cacheRatio: number | null;
  /** Dollars per call, whatever its length; `null`: billed by tokens. */
  modelPrice: number | null;
  /** Groups whose channels have the model. */
  groups: readonly string[];
}

/** A group of channels and what it costs. */
export interface RelayGroup {
  ratio: number;
  readonly description: string;
}

/** Group names with ratios of which most are inexact in binary, so that a float sum shows. */
export function freshGroups(): Record<string, RelayGroup> {
  return {
    default: { ratio: 1, description: '默认分组' },
    vip: { ratio: 0.7, description: 'vip分组' },
    dear: { ratio: 1.3, description: 'Dear but fast' },
  };
}

/**
 * Models with the ratios new-api ships (setting/ratio_setting/model_ratio.go and cache_ratio.go, e2c7aa7b,
 * 2026-08-15); the one billed per call and the one without a price are settings of this site.
 */
export function freshModels(): RelayModel[] {
  const everywhere = ['default', 'vip', 'dear'];
  const base = { cacheRatio: null, modelPrice: null, groups: everywhere };
  return [
    { ...base, name: 'gpt-4o', modelRatio: 1.25, completionRatio: 4, cacheRatio: 0.5 },
    { ...base, name: 'gpt-4o-mini', modelRatio: 0.075, completionRatio: 4, cacheRatio: 0.5 },
    { ...base, name: 'gpt-4-turbo', modelRatio: 5, completionRatio: 3 },
    { ...base, name: 'claude-sonnet-4-20250514', modelRatio: 1.5, completionRatio: 5, cacheRatio: 0.1 },
    { ...base, name: 'deepseek-chat', modelRatio: 0.135, completionRatio: 1.1 / 0.27, cacheRatio: 0.25 },
    { ...base, name: 'glm-4-flash', modelRatio: 0, completionRatio: 1 },
    { ...base, name: 'gpt-4-all', modelRatio: null, completionRatio: 2, modelPrice: 0.03 },
    { ...base, name: 'brand-new-model', modelRatio: null, completionRatio: 1 },
    { ...base, name: 'dear-only-model', modelRatio: 2.5, completionRatio: 3, groups: ['dear'] },
  ];
}
