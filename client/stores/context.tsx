import { createContext, useContext } from 'solid-js';
import type { Stores } from './contract.ts';

/** The one way components reach the stores: `<StoresContext.Provider value={makeStores()}>` stands at the root. */
export const StoresContext = createContext<Stores>();

export function useStores(): Stores {
  const stores = useContext(StoresContext);
  if (!stores) throw new Error('useStores stands outside of StoresContext.Provider.');
  return stores;
}
