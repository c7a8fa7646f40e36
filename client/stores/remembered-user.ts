import type { User } from '../../protocol/chat.ts';

/** localStorage and sessionStorage, or what stands in for them. */
export type SmallStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export const REMEMBERED_USER_KEY = 'parley.me';

/** Who was signed in here last: the page is painted for them before the server answers. */
export class RememberedUser {
  readonly #storage: SmallStorage;

  constructor(storage: SmallStorage) {
    this.#storage = storage;
  }

  get(): User | null {
    try {
      const kept: unknown = JSON.parse(this.#storage.getItem(REMEMBERED_USER_KEY) ?? 'null');
      return isUser(kept) ? kept : null;
    } catch {
      return null;
    }
  }

  set(user: User | null): void {
    if (user) this.#storage.setItem(REMEMBERED_USER_KEY, JSON.stringify(user));
    else this.#storage.removeItem(REMEMBERED_USER_KEY);
  }
}

function isUser(kept: unknown): kept is User {
  const fields = ['id', 'username', 'name', 'status', 'role'];
  return (
    typeof kept === 'object' &&
    kept !== null &&
    fields.every((field) => typeof Reflect.get(kept, field) === 'string')
  );
}

/** What is of one user, whoever wrote it: uploads to resume. Choices of theme and devices stay. */
const OF_A_USER = ['parley.me', 'tus::'];

export function forgetIn(open: () => Storage): void {
  try {
    const storage = open();
    for (const key of Object.keys(storage)) {
      if (OF_A_USER.some((prefix) => key.startsWith(prefix))) storage.removeItem(key);
    }
  } catch {
    // Storage that is closed to the page has kept nothing.
  }
}

/** Storage may be closed to the page; what it would keep is a comfort, no more. */
export function safeStorage(open: () => Storage): SmallStorage {
  const attempt = <T>(act: (storage: Storage) => T, otherwise: T): T => {
    try {
      return act(open());
    } catch {
      return otherwise;
    }
  };
  return {
    getItem: (key) => attempt((storage) => storage.getItem(key), null),
    setItem: (key, value) => attempt((storage) => storage.setItem(key, value), undefined),
    removeItem: (key) => attempt((storage) => storage.removeItem(key), undefined),
  };
}
