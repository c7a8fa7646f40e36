import { Emitter } from '../../../client/emitter.ts';
import { MemoryTable } from '../../../client/local/table.ts';
import type { OutboxNews } from '../../../client/outbox/outbox.ts';
import type { OutboxItem } from '../../../client/outbox/outbox-item.ts';
import type { HoldLock, TabChannel } from '../../../client/outbox/tabs.ts';

/** What the tabs of one device share and what outlives them: the disk, the locks and a channel. */
export class Browser {
  readonly table = new MemoryTable<OutboxItem>();
  readonly #tabs = new Set<Emitter<OutboxNews>>();
  #queue: Promise<void> = Promise.resolve();

  /** One name is all there is. */
  readonly holdLock: HoldLock = (_name, signal, whileHeld) => {
    const turn = this.#queue.then(() => (signal.aborted ? undefined : whileHeld()));
    this.#queue = turn.catch(() => undefined);
    return turn;
  };

  channel(): TabChannel<OutboxNews> {
    const own = new Emitter<OutboxNews>();
    this.#tabs.add(own);
    return {
      post: (news) => {
        for (const tab of this.#tabs) if (tab !== own) setTimeout(() => tab.emit(structuredClone(news)), 0);
      },
      onMessage: (listener) => own.on(listener),
      close: () => void this.#tabs.delete(own),
    };
  }
}
