/**
 * Headers in which an answer says what it cost, lower-case: the only ones that are read for that. LiteLLM (dollars), ElevenLabs
 * (credits), fal (units of the model's price).
 */
export const COST_HEADERS = ['x-litellm-response-cost', 'character-cost', 'x-fal-billable-units'] as const;
