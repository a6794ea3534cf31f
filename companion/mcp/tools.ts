import { canIAffordTool } from './can-i-afford.ts';
import { estimateCostTool } from './estimate-cost.ts';
import { explainErrorTool } from './explain-error.ts';
import { getBalanceTool } from './get-balance.ts';
import { getSpendTool } from './get-spend.ts';
import type { McpTool } from './mcp-tool.ts';

/** Every tool, in the order in which they are listed. */
export const mcpTools: readonly McpTool[] = [
  estimateCostTool,
  canIAffordTool,
  getBalanceTool,
  getSpendTool,
  explainErrorTool,
];
