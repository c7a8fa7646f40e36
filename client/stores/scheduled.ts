import { createSignal } from 'solid-js';
import type { Scheduled } from '../../protocol/chat.ts';
import type { DownEvent } from '../../protocol/down.ts';
import type { Api } from '../api/api.ts';
import { makeUuid } from '../uuid.ts';
import type { ScheduledStore } from './contract.ts';

export interface OwnedScheduledStore extends ScheduledStore {
  hear(event: DownEvent): void;
  clear(): void;
}

export interface ScheduledDeps {
  readonly api: Pick<Api, 'schedule' | 'reschedule' | 'sendScheduled' | 'unschedule'>;
  /** One could not be sent at its time. */
  onProblem(scheduled: Scheduled): void;
}

/** State of the server: a welcome brings all of it, of two copies the higher revision wins. */
export function createScheduledStore({ api, onProblem }: ScheduledDeps): OwnedScheduledStore {
  const [list, setList] = createSignal<readonly Scheduled[]>([]);
  const learn = (scheduled: Scheduled) => {
    const before = list().find(({ id }) => id === scheduled.id);
    if (before && before.revision > scheduled.revision) return;
    const others = list().filter((one) => one !== before);
    setList([...others, scheduled].toSorted((a, b) => a.dueAt - b.dueAt));
    if (scheduled.problem && !before?.problem) onProblem(scheduled);
  };
  const forget = (id: string) => void setList(list().filter((one) => one.id !== id));
  return {
    list,
    add: async ({ conversationId, threadRootId, text, files, quote, dueAt }) =>
      learn(
        await api.schedule({
          id: makeUuid(),
          ...{ conversationId, threadRootId, text, dueAt },
          replyTo: quote?.id ?? null,
          fileIds: files.map(({ id }) => id),
        }),
      ),
    change: async ({ id }, change) => learn(await api.reschedule({ id, ...change })),
    async sendNow({ id }) {
      await api.sendScheduled(id);
      forget(id);
    },
    async remove({ id }) {
      await api.unschedule(id);
      forget(id);
    },
    hear(event) {
      if (event.t === 'session.welcome') setList(event.scheduled);
      else if (event.t === 'scheduled.changed') learn(event.scheduled);
      else if (event.t === 'scheduled.gone') forget(event.id);
    },
    clear: () => void setList([]),
  };
}
