/** What a surface takes: `chat` of `openai/chat`. */
export function requestKind(surface: string): string {
  return surface.split('/').at(-1) ?? surface;
}

/** The tool that made a call, and what it is labelled with: `nightly` and `prod` of `tool:nightly/prod`. `label` empty: with nothing. Null: it was a page. */
export function readTool(origin: string): { readonly tool: string; readonly label: string } | null {
  const [, tool, label = ''] = /^tool:([^/]*)(?:\/(.*))?$/s.exec(origin) ?? [];
  return tool === undefined ? null : { tool, label };
}
