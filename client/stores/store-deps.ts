import type { Api } from '../api/api.ts';
import type { Clock } from '../clock.ts';
import type { OwnedSocket } from '../socket/make-socket.ts';
import type { HoldLock } from '../outbox/tabs.ts';
import type { Push } from '../notify/push.ts';
import type { Shell } from '../notify/shell.ts';
import type { Tray } from '../notify/tray.ts';
import type { StartTransfer } from '../upload/transfer.ts';
import type { DraftCopy } from '../drafts/draft-copy.ts';
import type { Table } from '../local/table.ts';
import type { UploadShelf } from '../upload/upload-shelf.ts';
import type { ChatDeps } from './chat.ts';
import type { DirectKeeping } from './direct.ts';
import type { Page } from './page.ts';
import type { SmallStorage } from './remembered-user.ts';

/** The world as the stores see it: browser-deps.ts has the real one, tests their own. */
export interface StoreDeps extends Pick<ChatDeps, 'cache' | 'makeOutbox'> {
  readonly api: Api;
  readonly socket: OwnedSocket;
  readonly clock: Clock;
  readonly random: () => number;
  readonly page: Page;
  readonly storage: SmallStorage;
  readonly tabStorage: SmallStorage;
  readonly root: HTMLElement;
  readonly transfers: StartTransfer;
  readonly drafts: Table<DraftCopy>;
  readonly shell: Shell;
  readonly tray: Tray;
  readonly push: Push;
  readonly holdLock: HoldLock;
  /** Keeps its pace in a page that nobody sees. */
  readonly wakefulClock: Clock;
  readonly shelf: UploadShelf;
  readonly direct: DirectKeeping;
  /** Everything that this device keeps of a user. */
  forget(): Promise<void>;
}
