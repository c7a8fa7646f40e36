import type { Tracked } from '../../../client/stores/apply.ts';
import type { Window } from '../../../client/stores/window.ts';
import { type TabLog, threadIn } from '../history.ts';
import type { Recorder } from '../recorder.ts';
import { opOf } from './taps.ts';

/** Follows what a tab shows and writes down what is new: messages as they come to stand there, marks as they change. */
export class Sight {
  readonly #recorder: Recorder;
  readonly #tab: string;
  readonly #logs = new Map<string, TabLog>();
  /** As they were looked at: the same list has the same marks. */
  readonly #members = new Map<string, Tracked['conversation']['members']>();
  readonly #reads = new Map<string, number>();

  constructor(recorder: Recorder, tab: string) {
    this.#recorder = recorder;
    this.#tab = tab;
  }

  look(conversation: string, tracked: Tracked | undefined): void {
    if (!tracked) return;
    this.#lookAtMessages(conversation, tracked.window);
    for (const [rootId, window] of tracked.threads) {
      this.#lookAtMessages(threadIn(conversation, rootId), window);
    }
    this.#lookAtMarks(conversation, tracked);
  }

  #lookAtMessages(conversation: string, window: Window | null): void {
    const messages = window?.messages ?? [];
    const first = messages[0];
    if (!first) return;
    const log = this.#logOf(conversation);
    const last = log.numbers.at(-1) ?? 0;
    // A window that begins past what was shown was loaded anew; a hole inside of one is the checker's to find.
    if (first.number > last + 1) log.jumps.add(log.numbers.length);
    let from = messages.length;
    while (from > 0 && (messages[from - 1]?.number ?? 0) > last) from -= 1;
    for (const message of messages.slice(from)) {
      log.numbers.push(message.number);
      log.ops.push(opOf(message));
    }
  }

  #lookAtMarks(conversation: string, { conversation: { members } }: Tracked): void {
    if (this.#members.get(conversation) === members) return;
    this.#members.set(conversation, members);
    for (const { userId, readNumber } of members) {
      const key = `${conversation} ${userId}`;
      if (this.#reads.get(key) === readNumber) continue;
      this.#reads.set(key, readNumber);
      this.#recorder.shownMarks.push({ tab: this.#tab, conversation, user: userId, read: readNumber });
    }
  }

  #logOf(conversation: string): TabLog {
    const known = this.#logs.get(conversation);
    if (known) return known;
    const log = this.#recorder.log(this.#tab, conversation);
    this.#logs.set(conversation, log);
    return log;
  }
}
