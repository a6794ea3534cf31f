import { createRoot } from 'react-dom/client';
import { useStore } from 'zustand';
import { Welcome } from '../../components/welcome/welcome.tsx';
import '../../components/welcome/welcome.css';
import { bringLanguage } from '../../lib/domain/languages.ts';
import { openWelcomeStore } from '../../lib/ui/welcome-store.ts';
import { chooseLanguage } from '../../lib/webext/settings.ts';
import { openWelcomeSource } from '../../lib/webext/welcome-source.ts';

const source = openWelcomeSource();
const store = openWelcomeStore(source);
const fallbackLanguage = chooseLanguage({ language: null });

const system = matchMedia('(prefers-color-scheme: dark)');
const wear = (): void => {
  document.documentElement.dataset.theme = store.getState().model?.theme ?? (system.matches ? 'dark' : 'light');
};
wear();
system.addEventListener('change', wear);
store.subscribe(wear);

function Root() {
  return <Welcome state={useStore(store)} fallbackLanguage={fallbackLanguage} on={source} />;
}

await bringLanguage(fallbackLanguage);
const mount = document.getElementById('welcome');
if (mount) createRoot(mount).render(<Root />);
