import { batch, createSignal } from 'solid-js';
import type { CallDiagnostics, CallState, DeviceChoice, DeviceLists } from '../call/call-state.ts';
import { LazyEngine, type LoadEngine } from '../call/lazy-engine.ts';
import type { Socket } from '../socket/socket.ts';
import type { CallStore } from './call-contract.ts';

declare global {
  interface Window {
    /** For reports of trouble and for tests: `await parley.callDiagnostics()` in the console. */
    parley?: { callDiagnostics(): Promise<CallDiagnostics | null> };
  }
}

export interface CallStoreOptions {
  readonly socket: Socket;
  readonly loadEngine?: LoadEngine;
}
export interface OwnedCallStore extends CallStore {
  close(): void;
}

const NO_DEVICES: DeviceLists = { microphones: [], cameras: [], speakers: [] };
const NO_CHOICE: DeviceChoice = { microphone: null, camera: null, speaker: null };

/** Calls as signals. */
export function makeCallStore({ socket, loadEngine = loadBrowserEngine }: CallStoreOptions): OwnedCallStore {
  const lazy = new LazyEngine(socket, loadEngine);
  const [state, setState] = createSignal<CallState>({ phase: 'idle' });
  const [incoming, setIncoming] = createSignal(lazy.incoming);
  const [joinable, setJoinable] = createSignal(lazy.watch.joinable);
  const [devices, setDevices] = createSignal(NO_DEVICES);
  const [choice, setChoice] = createSignal(NO_CHOICE);
  const show = () => {
    setIncoming(lazy.incoming);
    setJoinable(lazy.watch.joinable);
    if (!lazy.engine) return;
    setState(lazy.engine.state);
    setDevices(lazy.engine.devices);
    setChoice(lazy.engine.choice);
  };
  const stop = lazy.onChange(() => batch(show));
  const close = () => {
    stop();
    lazy.close();
  };
  const methods = methodsOf(lazy);
  if (typeof window !== 'undefined') window.parley = { callDiagnostics: methods.diagnostics };
  return { state, incoming, joinable, devices, choice, ...methods, close };
}

function methodsOf(lazy: LazyEngine) {
  const load = () => lazy.load();
  return {
    start: async (conversationId, options) => (await load()).start(conversationId, options),
    join: async (callId, options) => (await load()).join(callId, options),
    decline: async (callId) => (await load()).decline(callId),
    hangUp: async () => await lazy.engine?.hangUp(),
    setMicrophone: async (on) => await lazy.engine?.setMicrophone(on),
    setCamera: async (on) => await lazy.engine?.setCamera(on),
    shareScreen: async (on) => (await lazy.engine?.shareScreen(on)) ?? false,
    choose: async (choice) => (await load()).choose(choice),
    refreshDevices: async () => (await load()).refreshDevices(),
    prepareDevices: async (options) => (await load()).prepareDevices(options),
    dismissEnded: () => lazy.engine?.dismissEnded(),
    setVisible: (streamId, size) => lazy.engine?.setVisible(streamId, size),
    diagnostics: async () => (await lazy.engine?.diagnostics()) ?? null,
  } satisfies Omit<CallStore, 'state' | 'incoming' | 'joinable' | 'devices' | 'choice'>;
}

const loadBrowserEngine: LoadEngine = async (socket, watch) => {
  const { makeBrowserEngine } = await import('../call/browser-engine.ts');
  return await makeBrowserEngine(socket, watch);
};
