import { createRoot } from 'react-dom/client';
import { useStore } from 'zustand';
import { Popup } from '../../components/popup/popup.tsx';
import '../../components/popup/popup.css';
import { openPopupStore } from '../../lib/ui/popup-store.ts';
import { openPopupSource } from '../../lib/webext/popup-source.ts';

const source = openPopupSource();
const { store } = openPopupStore(source);
const fallbackLanguage = navigator.language.startsWith('zh') ? 'zh' : 'en';

document.documentElement.lang = fallbackLanguage === 'zh' ? 'zh-CN' : 'en';
document.documentElement.dataset.theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';

function Root() {
  return <Popup state={useStore(store)} fallbackLanguage={fallbackLanguage} on={source} />;
}

const mount = document.getElementById('popup');
if (mount) createRoot(mount).render(<Root />);
