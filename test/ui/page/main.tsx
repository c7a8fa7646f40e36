import { render } from 'solid-js/web';
import '@fontsource-variable/inter/index.css';
import '../../../client/styles/app.css';
import { App } from '../../../client/app.tsx';
import { StoresContext } from '../../../client/stores/context.tsx';
import { makeFakeStores } from '../fake-stores.ts';

/** The real page over stores in memory: what a server says rarely can be looked at, and set from a test. */
const fake = makeFakeStores();
Reflect.set(window, 'fake', fake);
const root = document.getElementById('root');
if (root) {
  render(
    () => (
      <StoresContext.Provider value={fake.stores}>
        <App />
      </StoresContext.Provider>
    ),
    root,
  );
}
