import { createContext, useContext } from 'solid-js';
import type { DirectStore } from '../../stores/direct-contract.ts';

const DirectContext = createContext<DirectStore>();
export const DirectProvider = DirectContext.Provider;

export function useDirect(): DirectStore {
  const direct = useContext(DirectContext);
  if (!direct) throw new Error('DirectProvider is missing above.');
  return direct;
}
