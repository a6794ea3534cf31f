import { createRoot } from 'react-dom/client';
import { useStore } from 'zustand';
import { Popup } from '../../components/popup/popup.tsx';
import '../../components/popup/popup.css';
import { bringLanguage } from '../../lib/domain/languages.ts';
import { openPopupStore } from '../../lib/ui/popup-store.ts';
import { openPopupLater } from '../../lib/webext/popup-later.ts';

const source = openPopupLater();
const { store } = openPopupStore(source);
const fallbackLanguage = navigator.language.startsWith('zh') ? 'zh' : 'en';

document.documentElement.lang = fallbackLanguage === 'zh' ? 'zh-CN' : 'en';
const systemTheme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
const wear = (theme: 'light' | 'dark' | null): void => {
  document.documentElement.dataset.theme = theme ?? systemTheme;
};
wear(null);
store.subscribe(({ model }) => wear(model?.theme ?? null));

function Root() {
  return <Popup state={useStore(store)} fallbackLanguage={fallbackLanguage} on={source} />;
}

await bringLanguage(fallbackLanguage);
const mount = document.getElementById('popup');
if (mount) createRoot(mount).render(<Root />);
