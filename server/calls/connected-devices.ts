import type { UserId } from '../../protocol/ids.ts';
import type { Connection } from '../realtime/device.ts';
import type { Device } from './roster.ts';

/** Connections as calls see them. */
export class ConnectedDevices {
  readonly #known = new WeakMap<Connection, Device>();
  readonly #onClose: (connectionId: string) => void;

  constructor(onClose: (connectionId: string) => void) {
    this.#onClose = onClose;
  }

  /** `actor`: who they are in the call. */
  of(connection: Connection, actor: UserId): Device {
    const device = this.#known.get(connection) ?? this.#add(connection);
    return device.userId === actor ? device : { ...device, userId: actor };
  }

  #add(connection: Connection): Device {
    const { id: connectionId, userId, sessionId } = connection;
    let open = true;
    const device: Device = {
      connectionId,
      userId,
      accountId: userId,
      sessionId,
      isOpen: () => open,
      heardAt: () => connection.heardAt,
      probe: () => connection.probe(),
    };
    this.#known.set(connection, device);
    connection.onClose(() => {
      open = false;
      this.#onClose(connectionId);
    });
    return device;
  }
}
