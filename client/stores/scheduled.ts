import { createSignal } from 'solid-js';
import type { Scheduled } from '../../protocol/chat.ts';
import type { DownEvent } from '../../protocol/down.ts';
import type { Api } from '../api/api.ts';
import type { Clock } from '../clock.ts';
import { type DraftPlace, keyOf } from '../drafts/draft-copy.ts';
import { makeUuid } from '../uuid.ts';
import type { ScheduledStore } from './contract.ts';

export interface OwnedScheduledStore extends ScheduledStore {
  hear(event: DownEvent): void;
  clear(): void;
}

export interface ScheduledDeps {
  readonly clock: Pick<Clock, 'now'>;
  readonly api: Pick<Api, 'schedule' | 'reschedule' | 'sendScheduled' | 'unschedule'>;
  /** One could not be sent at its time. */
  onProblem(scheduled: Scheduled): void;
}

/** State of the server: a welcome brings all of it, of two copies the higher revision wins. */
export function createScheduledStore({ api, clock, onProblem }: ScheduledDeps): OwnedScheduledStore {
  const [list, setList] = createSignal<readonly Scheduled[]>([]);
  const learn = (scheduled: Scheduled) => {
    const before = list().find(({ id }) => id === scheduled.id);
    if (before && before.revision > scheduled.revision) return;
    const others = list().filter((one) => one !== before);
    setList([...others, scheduled].toSorted((a, b) => a.dueAt - b.dueAt));
    if (scheduled.problem && !before?.problem) onProblem(scheduled);
  };
  const adding = createAdding({ api, clock, learn });
  const forget = (id: string) => void setList(list().filter((one) => one.id !== id));
  return {
    list,
    add: adding.add,
    isAdding: adding.isAdding,
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
    clear() {
      setList([]);
      adding.clear();
    },
  };
}

interface AddingParts extends Pick<ScheduledDeps, 'api' | 'clock'> {
  readonly learn: (scheduled: Scheduled) => void;
}

/** Whether the server took what it did not answer is unknown: the same content is asked for under the same id. */
function createAdding({ api, clock, learn }: AddingParts) {
  const [under, setUnder] = createSignal<ReadonlySet<string>>(new Set());
  const unanswered = new Map<string, { id: string; dueAt: number }>();
  return {
    isAdding: (place: DraftPlace) => under().has(keyOf(place)),
    clear: () => unanswered.clear(),
    async add({
      conversationId,
      threadRootId,
      text,
      files,
      quote,
      dueAt,
    }: Parameters<ScheduledStore['add']>[0]) {
      const key = keyOf({ conversationId, threadRootId });
      const content = {
        ...{ conversationId, threadRootId, text },
        replyTo: quote?.id ?? null,
        fileIds: files.map(({ id }) => id),
      };
      const same = JSON.stringify(content);
      const before = unanswered.get(same);
      // What was due has gone out by now: this is another message.
      const id = before && before.dueAt > clock.now() ? before.id : makeUuid();
      unanswered.set(same, { id, dueAt });
      setUnder((keys) => new Set([...keys, key]));
      try {
        const scheduled = await api.schedule({ id, ...content, dueAt });
        learn(scheduled);
        if (scheduled.dueAt !== dueAt) learn(await api.reschedule({ id, dueAt }));
        unanswered.delete(same);
      } finally {
        setUnder((keys) => new Set([...keys].filter((one) => one !== key)));
      }
    },
  };
}
