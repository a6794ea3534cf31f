import type { Command } from './command.ts';

/**
 * Every command by its name, in the order help lists them; a new command is one file and one line here. Each is loaded when
 * it is asked for: what a prompt shows at every line may not wait for what the others need.
 */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  up: async () => (await import('./up.ts')).upCommand,
  run: async () => (await import('./run.ts')).runCommand,
  env: async () => (await import('./env.ts')).envCommand,
  status: async () => (await import('./status.ts')).statusCommand,
  runway: async () => (await import('./runway.ts')).runwayCommand,
  spend: async () => (await import('./spend.ts')).spendCommand,
  savings: async () => (await import('./savings.ts')).savingsCommand,
  whatif: async () => (await import('./whatif.ts')).whatifCommand,
  advise: async () => (await import('./advise.ts')).adviseCommand,
  calls: async () => (await import('./calls.ts')).callsCommand,
  refusals: async () => (await import('./refusals.ts')).refusalsCommand,
  export: async () => (await import('./export.ts')).exportCommand,
  budgets: async () => (await import('./budgets.ts')).budgetsCommand,
  envelopes: async () => (await import('./envelopes.ts')).envelopesCommand,
  rates: async () => (await import('./rates.ts')).ratesCommand,
  policies: async () => (await import('./policies.ts')).policiesCommand,
  accounts: async () => (await import('./accounts.ts')).accountsCommand,
  sites: async () => (await import('./sites.ts')).sitesCommand,
  pair: async () => (await import('./pair.ts')).pairCommand,
  'install-host': async () => (await import('./install-host.ts')).installHostCommand,
  host: async () => (await import('./host.ts')).hostCommand,
  tools: async () => (await import('./tools.ts')).toolsCommand,
  estimate: async () => (await import('./estimate.ts')).estimateCommand,
  explain: async () => (await import('./explain.ts')).explainCommand,
  balance: async () => (await import('./balance.ts')).balanceCommand,
  reconcile: async () => (await import('./reconcile.ts')).reconcileCommand,
  accuracy: async () => (await import('./accuracy.ts')).accuracyCommand,
  report: async () => (await import('./report.ts')).reportCommand,
  alerts: async () => (await import('./alerts.ts')).alertsCommand,
  funding: async () => (await import('./funding.ts')).fundingCommand,
  open: async () => (await import('./open.ts')).openCommand,
  recharge: async () => (await import('./recharge.ts')).rechargeCommand,
  owners: async () => (await import('./owners.ts')).ownersCommand,
  channels: async () => (await import('./channels.ts')).channelsCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
  service: async () => (await import('./service.ts')).serviceCommand,
  mcp: async () => (await import('./mcp.ts')).mcpCommand,
  completion: async () => (await import('./completion.ts')).completionCommand,
  sandbox: async () => (await import('./sandbox.ts')).sandboxCommand,
};

/** All of them. */
export function loadCommands(): Promise<readonly Command[]> {
  return Promise.all(Object.values(commands).map((load) => load()));
}
