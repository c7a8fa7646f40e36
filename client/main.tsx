import { render } from 'solid-js/web';
import '@fontsource-variable/inter/index.css';
import '@fontsource-variable/jetbrains-mono/index.css';
import './styles/app.css';
import { App } from './app.tsx';
import { Unsupported } from './components/entrance/Unsupported.tsx';
import { StoresContext } from './stores/context.tsx';
import { makeStores } from './stores/stores.ts';
import { missingFeatures } from './ui/support.ts';

function Parley() {
  const missing = missingFeatures();
  if (missing.length > 0) return <Unsupported missing={missing} />;
  const stores = makeStores();
  return (
    <StoresContext.Provider value={stores}>
      <App />
    </StoresContext.Provider>
  );
}

const root = document.getElementById('root');
if (root) render(() => <Parley />, root);
