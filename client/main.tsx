import { render } from 'solid-js/web';
import '@fontsource-variable/inter/index.css';
import '@fontsource-variable/jetbrains-mono/index.css';
import './styles/app.css';
import { App } from './app.tsx';
import { StoresContext } from './stores/context.tsx';
import { makeStores } from './stores/stores.ts';
import { missingFeatures } from './ui/support.ts';
import { Unsupported } from './components/entrance/Unsupported.tsx';

const root = document.getElementById('root');
const missing = missingFeatures();
if (root) {
  render(
    () =>
      missing.length > 0 ? (
        <Unsupported missing={missing} />
      ) : (
        <StoresContext.Provider value={makeStores()}>
          <App />
        </StoresContext.Provider>
      ),
    root,
  );
}
