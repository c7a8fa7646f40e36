import type { User } from '../../protocol/chat.ts';
import { ParleyError } from '../../protocol/errors.ts';
import type { Api, ServerInfo } from '../api/api.ts';
import type { Clock } from '../clock.ts';
import { backoffDelay } from '../socket/backoff.ts';
import type { OwnedSocket } from '../socket/make-socket.ts';
import type { SocketState } from '../socket/socket.ts';
import { RememberedUser, type SmallStorage } from './remembered-user.ts';

export interface IdentityDeps {
  readonly api: Api;
  readonly socket: OwnedSocket;
  readonly clock: Clock;
  readonly random: () => number;
  readonly storage: SmallStorage;
  /** Before `onMe`: nothing of the one before stays on this device. */
  onEnd(): Promise<void>;
  onMe(user: User | null): void;
  onServer(server: ServerInfo): void;
}

/** The socket failed this often in a row: ask whether the session is still good. */
const ASK_AFTER_ATTEMPTS = 2;

/** Who is signed in, and the socket that goes with it: open while somebody is, closed otherwise. */
export class Identity {
  readonly #deps: IdentityDeps;
  readonly #remembered: RememberedUser;
  readonly #stopFollowing: () => void;
  #me: User | null | undefined = undefined;
  /** Raised whenever who is signed in is settled anew: an answer to an older question is dropped. */
  #turn = 0;
  #stopRetry: () => void = () => {};

  constructor(deps: IdentityDeps) {
    this.#deps = deps;
    this.#remembered = new RememberedUser(deps.storage);
    this.#stopFollowing = deps.socket.onState((state) => this.#follow(state));
  }

  /** Begins with whom this device remembers, and asks the server. */
  start(): void {
    const user = this.#remembered.get();
    if (user) void this.become(user);
    void this.ask();
  }

  /** Asks until it gets an answer. */
  async ask(failures = 0): Promise<void> {
    this.#stopRetry();
    const { api, clock, random, onServer } = this.#deps;
    const turn = this.#turn;
    try {
      const [user, server] = await Promise.all([api.me(), api.server()]);
      onServer(server);
      if (turn === this.#turn) await this.become(user);
    } catch {
      const wait = backoffDelay(failures + 1, random);
      this.#stopRetry = clock.after(wait, () => void this.ask(failures + 1));
    }
  }

  async become(user: User | null): Promise<void> {
    const { socket, onEnd, onMe } = this.#deps;
    this.#turn += 1;
    const turn = this.#turn;
    const isAnother = this.#me?.id !== user?.id;
    if (this.#me && isAnother) socket.close();
    if ((this.#me && isAnother) || user === null) await onEnd();
    if (turn !== this.#turn) return;
    this.#me = user;
    this.#remembered.set(user);
    onMe(user);
    if (user) socket.open();
    else socket.close();
  }

  async signOut(): Promise<void> {
    try {
      await this.#deps.api.signOut();
    } catch (error) {
      const isOver = error instanceof ParleyError && error.code === 'unauthenticated';
      if (!isOver) throw error;
    }
    await this.become(null);
    void this.ask();
  }

  close(): void {
    this.#stopRetry();
    this.#stopFollowing();
    this.#deps.socket.close();
  }

  #follow(state: SocketState): void {
    if (state.state === 'closed' && (state.reason === 'signedOut' || state.reason === 'suspended')) {
      void this.become(null).then(() => this.ask());
    }
    if (state.state === 'reconnecting' && state.attempt >= ASK_AFTER_ATTEMPTS) void this.#askIfStillMe();
  }

  /** An upgrade that is refused for want of a session looks like a server that is away. */
  async #askIfStillMe(): Promise<void> {
    const turn = this.#turn;
    const user = await this.#deps.api.me().catch(() => undefined);
    if (user !== undefined && user?.id !== this.#me?.id && turn === this.#turn) await this.become(user);
  }
}
