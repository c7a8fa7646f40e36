import { createContext, type JSX, useContext } from 'solid-js';
import { StoresContext, useStores } from '../../stores/context.tsx';
import type { MeetStore } from '../../stores/meet-contract.ts';

const MeetContext = createContext<MeetStore>();

/** Below here `call` is the meeting's own: what shows tiles and devices of calls shows those of the meeting. */
export function MeetProvider(props: { meet: MeetStore; children: JSX.Element }) {
  const stores = useStores();
  return (
    <MeetContext.Provider value={props.meet}>
      <StoresContext.Provider value={{ ...stores, call: props.meet.call }}>
        {props.children}
      </StoresContext.Provider>
    </MeetContext.Provider>
  );
}

export function useMeet(): MeetStore {
  const meet = useContext(MeetContext);
  if (!meet) throw new Error('MeetProvider is missing above.');
  return meet;
}
