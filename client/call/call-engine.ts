import type { Joined, LiveCall } from '../../protocol/call.ts';
import { ParleyError } from '../../protocol/errors.ts';
import type { CallId, ConversationId, StreamId } from '../../protocol/ids.ts';
import { Emitter } from '../emitter.ts';
import type { CallParts } from './call-parts.ts';
import { CallSession } from './call-session.ts';
import { type InCall, type Stage, shownState } from './call-stage.ts';
import type {
  CallControl,
  CallDiagnostics,
  CallState,
  DeviceChoice,
  DeviceLists,
  EndedReason,
  IncomingCall,
} from './call-state.ts';
import type { LocalMedia } from './local-media.ts';
import type { VisibleSize } from './media-link.ts';

/** Who answers a ring is in the call at the latest by then, even while the browser still asks for permission. */
const PATIENCE_MS = 1_500;

export class CallEngine implements CallControl {
  readonly #options: CallParts;
  readonly #changes = new Emitter<void>();
  readonly #stops: (() => void)[];
  #stage: Stage = { phase: 'idle' };
  #prepared: LocalMedia | null = null;
  /** Counts the attempts to be in a call: what an older one comes to is undone. */
  #turn = 0;
  /** The join that is on its way. */
  #joining: { readonly callId: CallId; readonly done: Promise<void> } | null = null;

  constructor(options: CallParts) {
    this.#options = options;
    const { watch, devices, page } = options;
    this.#stops = [
      watch.onChange(() => this.#changes.emit()),
      devices.onChange(() => this.#devicesChanged()),
      page.onHide(() => this.#leaveByBeacon()),
      page.onNetworkChange(() => this.#session?.restart()),
    ];
  }

  get state(): CallState {
    return shownState(this.#stage);
  }

  get incoming(): IncomingCall[] {
    const own = this.#session?.call.id ?? this.#joining?.callId;
    return this.#options.watch.incoming.filter(({ callId }) => callId !== own);
  }

  get joinable(): LiveCall[] {
    return this.#options.watch.joinable;
  }

  get devices(): DeviceLists {
    return this.#options.devices.lists;
  }

  get choice(): DeviceChoice {
    return this.#options.devices.choice;
  }

  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  async start(conversationId: ConversationId, { video }: { video: boolean }): Promise<void> {
    const { socket } = this.#options;
    await this.#enter(conversationId, video, async (media) => {
      await media.open({ video });
      const { streams } = media;
      return () => socket.request({ t: 'call.start', conversationId, video, streams: streams.map(plain) });
    });
  }

  async join(callId: CallId, { video }: { video: boolean }): Promise<void> {
    if (this.#session?.call.id === callId) return;
    if (this.#joining?.callId === callId) return await this.#joining.done;
    const joining = { callId, done: this.#join(callId, video) };
    this.#joining = joining;
    try {
      await joining.done;
    } finally {
      if (this.#joining === joining) this.#joining = null;
    }
  }

  async decline(callId: CallId): Promise<void> {
    await this.#options.socket.request({ t: 'call.decline', callId }).catch((error: unknown) => {
      // It rings no more anyway.
      if (!(error instanceof ParleyError && error.code === 'not_found')) throw asParleyError(error);
    });
  }

  async hangUp(): Promise<void> {
    this.#turn += 1;
    this.#joining = null;
    const stage = this.#stage;
    if (stage.phase === 'starting') {
      stage.media.close();
      this.#become({ phase: 'idle' });
    } else if (stage.phase === 'in') {
      this.#finish(stage, 'left');
      await stage.session.leave();
    }
  }

  async setMicrophone(on: boolean): Promise<void> {
    await this.#media?.setMicrophone(on);
  }

  async setCamera(on: boolean): Promise<void> {
    await this.#media?.setCamera(on);
  }

  async shareScreen(on: boolean): Promise<boolean> {
    try {
      return (await this.#media?.shareScreen(on)) ?? false;
    } catch (error) {
      throw asParleyError(error);
    }
  }

  async choose(choice: Partial<DeviceChoice>): Promise<void> {
    const changed = this.#options.devices.choose(choice);
    await this.#media?.choose(changed.filter((device) => device !== 'speaker'));
  }

  async refreshDevices(): Promise<void> {
    await this.#options.devices.refresh();
  }

  async prepareDevices({ video }: { video: boolean }): Promise<void> {
    if (this.#media) return;
    this.#prepared ??= this.#options.makeMedia(() => this.choice);
    await this.#prepared.open({ video });
    await this.#options.devices.refresh();
  }

  dismissEnded(): void {
    if (this.#stage.phase === 'ended') this.#become({ phase: 'idle' });
  }

  setVisible(streamId: StreamId, size: VisibleSize): void {
    this.#session?.setVisible(streamId, size);
  }

  async diagnostics(): Promise<CallDiagnostics | null> {
    return (await this.#session?.diagnostics()) ?? null;
  }

  close(): void {
    this.#turn += 1;
    for (const stop of this.#stops) stop();
    this.#session?.close();
    this.#media?.close();
    this.#prepared?.close();
    this.#options.devices.close();
    this.#stage = { phase: 'idle' };
  }

  get #session(): CallSession | null {
    return this.#stage.phase === 'in' ? this.#stage.session : null;
  }

  get #media(): LocalMedia | null {
    return this.#stage.phase === 'in' || this.#stage.phase === 'starting' ? this.#stage.media : null;
  }

  async #join(callId: CallId, video: boolean): Promise<void> {
    const { socket, watch, clock } = this.#options;
    const conversationId = watch.find(callId)?.conversationId ?? '';
    await this.#enter(conversationId, video, async (media) => {
      const patience = new Promise<void>((resolve) => void clock.after(PATIENCE_MS, resolve));
      await Promise.race([media.open({ video }), patience]);
      return () => socket.request({ t: 'call.join', callId, streams: media.streams.map(plain) });
    });
  }

  /** `prepare` opens the devices and answers how to ask the server. The newest wish wins; what it overtakes is undone. */
  async #enter(
    conversationId: ConversationId,
    video: boolean,
    prepare: (media: LocalMedia) => Promise<() => Promise<Joined>>,
  ): Promise<void> {
    const left = this.hangUp();
    const turn = this.#turn;
    await left;
    if (turn !== this.#turn) return;
    const wishedAt = this.#options.clock.now();
    const media = this.#prepared ?? this.#options.makeMedia(() => this.choice);
    this.#prepared = null;
    const stopListening = media.onChange(() => this.#changes.emit());
    this.#become({ phase: 'starting', conversationId, video, media });
    try {
      const ask = await prepare(media);
      if (turn !== this.#turn) return;
      const joined = await ask();
      if (turn === this.#turn) this.#begin(joined, media, wishedAt);
      else void this.#undo(joined);
    } catch (error) {
      if (turn === this.#turn) this.#giveUp(conversationId, media, error);
    } finally {
      stopListening();
    }
    void this.#options.devices.refresh();
  }

  #begin(joined: Joined, media: LocalMedia, wishedAt: number): void {
    const { socket, clock, makers } = this.#options;
    const session = new CallSession(joined, {
      socket,
      clock,
      media,
      makers,
      wishedAt,
      onChange: () => this.#sessionChanged(),
      onEnd: (reason) => {
        if (this.#stage.phase === 'in' && this.#stage.session === session) this.#finish(this.#stage, reason);
      },
    });
    this.#become({ phase: 'in', session, media, activeSince: null });
    this.#sessionChanged();
  }

  #sessionChanged(): void {
    const stage = this.#stage;
    if (stage.phase === 'in' && stage.activeSince === null && stage.session.call.state === 'active') {
      this.#stage = { ...stage, activeSince: this.#options.clock.now() };
    }
    this.#changes.emit();
  }

  /**
   * The server took this device into a call that the user has left meanwhile. Who wants to be in it again is given the
   * same place, and leaving that would end the later wish.
   */
  async #undo({ call, participantId }: Joined): Promise<void> {
    while (this.#joining?.callId === call.id) await this.#joining.done.catch(() => undefined);
    const session = this.#session;
    if (session?.call.id === call.id && session.me === participantId) return;
    const leave = { t: 'call.leave', callId: call.id, participantId } as const;
    this.#options.socket.request(leave).catch(() => undefined);
  }

  #giveUp(conversationId: ConversationId, media: LocalMedia, error: unknown): void {
    media.close();
    this.#joining = null;
    const isBusy = error instanceof ParleyError && error.code === 'busy';
    if (isBusy) this.#become({ phase: 'ended', callId: '', conversationId, reason: 'busy', durationMs: 0 });
    else this.#become({ phase: 'idle' });
    if (!isBusy) throw asParleyError(error);
  }

  #finish({ session, media, activeSince }: InCall, reason: EndedReason): void {
    const { id, conversationId } = session.call;
    const durationMs = activeSince === null ? 0 : this.#options.clock.now() - activeSince;
    session.close();
    media.close();
    this.#become({ phase: 'ended', callId: id, conversationId, reason, durationMs });
  }

  #leaveByBeacon(): void {
    if (this.#stage.phase !== 'in') return;
    const { call, me } = this.#stage.session;
    this.#options.page.beacon('/calls/leave', JSON.stringify({ callId: call.id, participantId: me }));
  }

  #devicesChanged(): void {
    void this.#media?.lookAgain();
    this.#changes.emit();
  }

  #become(stage: Stage): void {
    this.#stage = stage;
    this.#changes.emit();
  }
}

function plain({ id, source, active }: LocalMedia['streams'][number]) {
  return { id, source, active };
}

function asParleyError(error: unknown): ParleyError {
  if (error instanceof ParleyError) return error;
  return new ParleyError('internal', error instanceof Error ? error.message : String(error), {
    cause: error,
  });
}
