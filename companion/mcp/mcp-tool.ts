import type { GenericSchema, InferInput, InferOutput } from 'valibot';
import type { Environment } from '../balance/find-keys.ts';
import type { Asked } from '../commands/ask-companion.ts';

/** What tools answer from. */
export interface McpDesk {
  /** Asks the running companion's API. Throws a user error; null: none runs. */
  readonly ask: <T>(asked: Asked) => Promise<T | null>;
  /** Where keys of providers may stand; null: they are not looked for. */
  readonly environment: Environment | null;
  /** Epoch ms. */
  readonly now: () => number;
}

/** What a tool says: for programs, and the same in words. */
export interface McpAnswer<O> {
  readonly value: O;
  readonly text: string;
}

/** One tool that agents call before they spend. It reads and asks, and changes nothing. */
export interface McpTool<I extends GenericSchema = GenericSchema, O extends GenericSchema = GenericSchema> {
  readonly name: string;
  readonly title: string;
  /** When to call it and what comes back, for a model. */
  readonly description: string;
  /** An object. */
  readonly input: I;
  readonly output: O;
  /** It may ask servers of providers. */
  readonly asksOutside: boolean;
  /** Throws a user error, or an error whose message is for people. */
  readonly run: (input: InferOutput<I>, desk: McpDesk) => Promise<McpAnswer<InferInput<O>>>;
}

/** A tool with the types of what it takes and gives. */
export function mcpTool<I extends GenericSchema, O extends GenericSchema>(given: McpTool<I, O>): McpTool {
  return given as unknown as McpTool;
}
