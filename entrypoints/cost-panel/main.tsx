import { createRoot } from 'react-dom/client';
import { useStore } from 'zustand';
import { CostPanel, NoTab } from '../../components/cost-panel/cost-panel.tsx';
import '../../components/cost-panel/cost-panel.css';
import { bringLanguage } from '../../lib/domain/languages.ts';
import { openRecording } from '../../lib/ui/recording-store.ts';
import { inspectedTab } from '../../lib/webext/inspected-tab.ts';
import { openRecordingSource } from '../../lib/webext/recording-source.ts';
import { chooseLanguage } from '../../lib/webext/settings.ts';

const fallbackLanguage = chooseLanguage({ language: null });
const tab = inspectedTab(location.search);
const recording = tab && openRecording(openRecordingSource(tab.tabId));

const system = matchMedia('(prefers-color-scheme: dark)');
let ofTools = tab?.theme ?? null;
const wear = (): void => {
  const chosen = recording?.store.getState().look?.theme ?? null;
  // Within the tools a panel of other colours would stick out, whatever was chosen for pages of ours.
  document.documentElement.dataset.theme = ofTools ?? chosen ?? (system.matches ? 'dark' : 'light');
};
wear();
system.addEventListener('change', wear);
recording?.store.subscribe(wear);
tab?.watchTheme((theme) => {
  ofTools = theme;
  wear();
});

function Root({ store, deeds }: ReturnType<typeof openRecording>) {
  return <CostPanel state={useStore(store)} deeds={deeds} fallbackLanguage={fallbackLanguage} />;
}

await bringLanguage(fallbackLanguage);
const mount = document.getElementById('cost-panel');
if (mount) createRoot(mount).render(recording ? <Root {...recording} /> : <NoTab language={fallbackLanguage} />);
