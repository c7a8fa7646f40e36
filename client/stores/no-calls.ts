import type { CallStore } from './contract.ts';
import { unavailable } from '../../protocol/errors.ts';

const none = () => Promise.reject(unavailable('Calls are not part of this build.'));

export const noCalls: CallStore = {
  state: () => ({ phase: 'idle' }),
  incoming: () => [],
  joinable: () => [],
  devices: () => ({ microphones: [], cameras: [], speakers: [] }),
  choice: () => ({ microphone: null, camera: null, speaker: null }),
  start: none,
  join: none,
  decline: none,
  hangUp: none,
  setMicrophone: none,
  setCamera: none,
  shareScreen: none,
  choose: none,
  refreshDevices: none,
  dismissEnded: () => {},
  setVisible: () => {},
  diagnostics: async () => null,
};
