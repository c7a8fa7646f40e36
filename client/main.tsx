import { render } from 'solid-js/web';
import '@fontsource-variable/inter/index.css';
import '@fontsource-variable/jetbrains-mono/index.css';
import './styles/app.css';
import { App } from './app.tsx';
import { Unsupported } from './components/entrance/Unsupported.tsx';
import { StoresContext } from './stores/context.tsx';
import { makeStores } from './stores/stores.ts';
import { missingFeatures } from './ui/support.ts';

const root = document.getElementById('root');
const missing = missingFeatures();
if (root && missing.length > 0) render(() => <Unsupported missing={missing} />, root);
else if (root) {
  const stores = makeStores();
  render(
    () => (
      <StoresContext.Provider value={stores}>
        <App />
      </StoresContext.Provider>
    ),
    root,
  );
}
