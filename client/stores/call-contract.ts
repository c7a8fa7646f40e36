import type { Accessor } from 'solid-js';
import type { LiveCall } from '../../protocol/call.ts';
import type { CallControl, CallState, DeviceChoice, DeviceLists, IncomingCall } from '../call/call-state.ts';

/** The engine's state as signals; its code is loaded with the first call or the first ring. */
export interface CallStore
  extends Omit<CallControl, 'state' | 'incoming' | 'joinable' | 'devices' | 'choice' | 'onChange' | 'close'> {
  state: Accessor<CallState>;
  incoming: Accessor<IncomingCall[]>;
  joinable: Accessor<LiveCall[]>;
  devices: Accessor<DeviceLists>;
  choice: Accessor<DeviceChoice>;
}
