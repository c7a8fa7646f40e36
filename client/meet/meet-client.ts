import type { DownEvent, DownOf } from '../../protocol/down.ts';
import { ParleyError } from '../../protocol/errors.ts';
import { TYPING_RENEW_MS, TYPING_TTL_MS } from '../../protocol/limits.ts';
import type { MeetState } from '../../protocol/meet.ts';
import type { UpInputOf } from '../../protocol/up.ts';
import type { Clock } from '../clock.ts';
import { Emitter } from '../emitter.ts';
import type { Socket } from '../socket/socket.ts';
import { makeUuid } from '../uuid.ts';

export interface MeetText {
  /** Of one's own and of the other's: each makes their ids alone. */
  readonly key: string;
  readonly clientId: string;
  readonly mine: boolean;
  readonly text: string;
  readonly at: number;
  /** `sending`: goes out again after a lost line; `failed`: the server refused it. */
  readonly state: 'sending' | 'sent' | 'failed';
}

/** Requests that the server answers with the seat's state. */
type Intent = UpInputOf<
  | 'meet.start'
  | 'meet.next'
  | 'meet.stop'
  | 'meet.resume'
  | 'meet.extend'
  | 'meet.reveal'
  | 'meet.keep'
  | 'meet.block'
>;

export interface MeetClientOptions {
  readonly socket: Pick<Socket, 'request' | 'notify' | 'onEvent'>;
  readonly clock: Clock;
}

/** This page among strangers: what the server told last, and the texts of the present meeting. */
export class MeetClient {
  readonly #options: MeetClientOptions;
  readonly #changes = new Emitter<void>();
  readonly #stop: () => void;
  #state: MeetState = { state: 'idle', past: null };
  #revision = 0;
  #texts: readonly MeetText[] = [];
  #partnerTypes = false;
  /** What was started, and not stopped. */
  #wanted: Extract<Intent, { t: 'meet.start' }> | null = null;
  #starting = 0;
  #typedAt = Number.NEGATIVE_INFINITY;
  #cancelTyping = () => {};

  constructor(options: MeetClientOptions) {
    this.#options = options;
    this.#stop = options.socket.onEvent((event) => this.#hear(event));
  }

  get state(): MeetState {
    return this.#state;
  }

  /** Searching, in a meeting, or on the way there. */
  get isOn(): boolean {
    return this.#state.state !== 'idle' || this.#starting > 0;
  }

  get texts(): readonly MeetText[] {
    return this.#texts;
  }

  get partnerTypes(): boolean {
    return this.#partnerTypes;
  }

  get meetingId(): string | null {
    return this.#state.state === 'meeting' ? this.#state.meeting.id : null;
  }

  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  async ask(intent: Intent): Promise<void> {
    if (intent.t === 'meet.stop') this.#wanted = null;
    if (intent.t === 'meet.start') await this.#start(intent);
    else this.#take(await this.#options.socket.request(intent));
  }

  say(text: string): void {
    const { clock } = this.#options;
    if (!this.meetingId) return;
    this.#typedAt = Number.NEGATIVE_INFINITY;
    const clientId = makeUuid();
    const one = {
      key: `mine ${clientId}`,
      clientId,
      mine: true,
      text,
      at: clock.now(),
      state: 'sending',
    } as const;
    this.#add(one);
    void this.#deliver(one);
  }

  typed(): void {
    const { socket, clock } = this.#options;
    const { meetingId } = this;
    if (!meetingId || clock.now() - this.#typedAt < TYPING_RENEW_MS) return;
    this.#typedAt = clock.now();
    socket.notify({ t: 'meet.typing', meetingId });
  }

  /** Leaving the page leaves the meeting; of a start that is on its way, once its answer is here. */
  close(): void {
    this.#stop();
    this.#cancelTyping();
    this.#wanted = null;
    if (this.#state.state === 'idle') return;
    this.#options.socket.request({ t: 'meet.stop' }).catch(() => undefined);
  }

  async #start(intent: Extract<Intent, { t: 'meet.start' }>): Promise<void> {
    this.#wanted = intent;
    this.#starting += 1;
    this.#changes.emit();
    try {
      this.#take(await this.#options.socket.request(intent));
      await this.#stopUnwanted();
    } finally {
      this.#starting -= 1;
      this.#changes.emit();
    }
  }

  /** It was stopped while the answer was on its way, or while the server could not be told. */
  async #stopUnwanted(): Promise<void> {
    if (this.#wanted === null && this.#state.state !== 'idle') await this.ask({ t: 'meet.stop' });
  }

  #hear(event: DownEvent): void {
    if (event.t === 'session.welcome') return void this.#resume();
    if (event.t === 'meet.changed') return this.#take(event);
    if (event.t === 'meet.typing' && event.meetingId === this.meetingId) this.#heardTyping(event);
    if (event.t !== 'meet.said' || event.meetingId !== this.meetingId) return;
    this.#setTyping(false);
    const { clientId, text, at } = event;
    this.#add({ key: `theirs ${clientId}`, clientId, mine: false, text, at, state: 'sent' });
  }

  #heardTyping({ stopped }: DownOf<'meet.typing'>): void {
    this.#setTyping(!stopped);
    this.#cancelTyping = this.#options.clock.after(TYPING_TTL_MS, () => this.#setTyping(false));
  }

  #setTyping(types: boolean): void {
    this.#cancelTyping();
    this.#partnerTypes = types;
    this.#changes.emit();
  }

  /** Answers and events may overtake each other: the higher revision holds. */
  #take({ state, revision }: { readonly state: MeetState; readonly revision: number }): void {
    if (revision < this.#revision) return;
    const before = this.meetingId;
    this.#revision = revision;
    this.#state = state;
    if (this.meetingId !== null && this.meetingId !== before) {
      this.#texts = [];
      this.#partnerTypes = false;
    }
    this.#changes.emit();
  }

  /** The line was lost: what is, may be another thing. A server that started anew counts anew. */
  async #resume(): Promise<void> {
    if (this.#state.state === 'idle') return;
    const before = this.meetingId;
    this.#revision = 0;
    const wanted = this.#wanted;
    await this.ask({ t: 'meet.resume' }).catch(() => undefined);
    await this.#stopUnwanted().catch(() => undefined);
    // A server that knows nothing of this page has lost its place: who searched or met searches on.
    const isUnknown = this.state.state === 'idle' && this.#revision === 0;
    if (isUnknown && wanted) return void this.ask(wanted).catch(() => undefined);
    if (this.meetingId !== before) return;
    for (const one of this.#texts) if (one.mine && one.state === 'sending') void this.#deliver(one);
  }

  async #deliver({ clientId, text }: MeetText): Promise<void> {
    const { meetingId } = this;
    if (!meetingId) return;
    try {
      const { at } = await this.#options.socket.request({ t: 'meet.say', meetingId, clientId, text });
      this.#amend(clientId, { state: 'sent', at });
    } catch (error) {
      // Without an answer it waits: the next resume says it again, and the server knows its id.
      const isPassing = error instanceof ParleyError && error.code === 'unavailable';
      if (!isPassing) this.#amend(clientId, { state: 'failed' });
    }
  }

  #add(one: MeetText): void {
    if (this.#texts.some(({ key }) => key === one.key)) return;
    this.#texts = [...this.#texts, one];
    this.#changes.emit();
  }

  #amend(clientId: string, change: Partial<MeetText>): void {
    this.#texts = this.#texts.map((one) =>
      one.mine && one.clientId === clientId ? { ...one, ...change } : one,
    );
    this.#changes.emit();
  }
}
