import type { Clock } from '../clock.ts';
import type { Socket } from '../socket/socket.ts';
import type { LinkMakers } from './call-session.ts';
import type { DeviceChoice } from './call-state.ts';
import type { CallsWatch } from './calls-watch.ts';
import type { DeviceBook } from './devices.ts';
import type { LocalMedia } from './local-media.ts';

/** What happens to the page that calls have to know. */
export interface CallPage {
  onHide(listener: () => void): () => void;
  onNetworkChange(listener: () => void): () => void;
  /** Reaches the server even while the page closes. */
  beacon(path: string, body: string): void;
}

/** What the engine is given. */
export interface CallParts {
  readonly socket: Socket;
  readonly clock: Clock;
  readonly watch: CallsWatch;
  readonly devices: DeviceBook;
  readonly makers: LinkMakers;
  readonly page: CallPage;
  readonly makeMedia: (choice: () => DeviceChoice) => LocalMedia;
}
