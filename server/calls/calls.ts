import type { LiveCallFigures } from '../../protocol/admin.ts';
import type { IceServer, Joined, LiveCall } from '../../protocol/call.ts';
import type { DownEvent } from '../../protocol/down.ts';
import { archived, notFound, ParleyError } from '../../protocol/errors.ts';
import type { CallId, ConversationId, ParticipantId, SessionId, UserId } from '../../protocol/ids.ts';
import type { UpOf } from '../../protocol/up.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Logger } from '../log.ts';
import type { Fanout } from '../realtime/fanout.ts';
import type { Connection } from '../realtime/device.ts';
import type { Sfu } from '../sfu/sfu.ts';
import type { CallBooks } from './books.ts';
import { Call } from './call.ts';
import { ConnectedDevices } from './connected-devices.ts';
import { type CallEvent, type CallFacts, type CallSubject, seatOf } from './call-event.ts';
import { iceServersFor } from './ice.ts';
import { Ledger } from './ledger.ts';
import { restorePlace, tendRoom } from './rooms.ts';
import type { Device } from './roster.ts';

const PULSE_MS = 2_000;

export interface CallsParts {
  readonly config: Pick<Config, 'media' | 'ringMs' | 'ice'>;
  readonly log: Logger;
  readonly clock: Clock;
  readonly books: CallBooks;
  readonly fanout: Pick<Fanout, 'toConversation' | 'toConnection'>;
  readonly sfu: Sfu;
}

/** All calls that live in this process: finds the call of an intent, carries its events out. Rules: SPEC.md. */
export class Calls {
  readonly #parts: CallsParts;
  readonly #facts: CallFacts;
  readonly #ledger: Ledger;
  readonly #calls = new Map<CallId, Call>();
  readonly #devices = new ConnectedDevices((connectionId) => {
    for (const call of [...this.#calls.values()]) call.disconnect(connectionId);
  });
  readonly #stopWatchingSfu: () => void;
  #cancelPulse = () => {};
  /** How many members were removed from conversations so far. */
  #removals = 0;

  constructor(parts: CallsParts) {
    const { clock, config, sfu } = parts;
    this.#parts = parts;
    this.#ledger = new Ledger(parts);
    this.#facts = {
      clock,
      meshLimit: config.media.meshLimit,
      ringMs: config.ringMs,
      newId: () => Bun.randomUUIDv7(),
      sfu: () => ({ state: sfu.status().state, load: sfu.load() }),
    };
    this.#stopWatchingSfu = sfu.onStatus(() => {
      for (const call of this.#calls.values()) call.sfuChanged();
    });
  }

  async start(connection: Connection, up: UpOf<'call.start'>): Promise<Joined> {
    // As the database writes it: topics and the rule of one live call go by the letter.
    const conversationId = up.conversationId.toLowerCase();
    const { kind, others } = await this.#membership(conversationId, connection.userId);
    const running = this.#ofConversation(conversationId);
    if (running) return this.#enter(running, connection, (device) => running.join(device, up.streams));
    const call = this.#open({
      id: Bun.randomUUIDv7(),
      conversationId,
      kind,
      startedBy: connection.userId,
      video: up.video,
      meeting: null,
    });
    const free = others.filter((userId) => !this.#isInCall(userId));
    if (kind === 'direct' && free.length === 0 && others.length > 0) {
      call.startBusy(this.#devices.of(connection, connection.userId));
      throw new ParleyError('busy', 'They are in another call.');
    }
    return this.#enter(call, connection, (device) => call.start(device, up.streams, free));
  }

  async join(connection: Connection, up: UpOf<'call.join'>): Promise<Joined> {
    const call = await this.#reach(up.callId, connection);
    return this.#enter(call, connection, (device) => call.join(device, up.streams));
  }

  async rejoin(connection: Connection, up: UpOf<'call.rejoin'>): Promise<Joined> {
    const call = await this.#reach(up.callId, connection);
    const joined = this.#enter(call, connection, (device) => {
      call.rejoin(up.participantId, device);
      return up.participantId;
    });
    restorePlace(this.#parts.sfu, call, up.participantId, (event) =>
      this.tell(call.subject.id, up.participantId, event),
    );
    return joined;
  }

  async decline(connection: Connection, callId: CallId): Promise<void> {
    const call = await this.#reach(callId, connection);
    call.decline(connection.userId);
  }

  /** SPEC 8.1: the call of two strangers, who join it as they join any. */
  openMeeting(subject: Omit<CallSubject, 'kind' | 'video'>): Call {
    const call = this.#open({ ...subject, kind: 'direct', video: true });
    call.open();
    return call;
  }

  /** Who this connection is in the call. */
  actor(connection: Pick<Connection, 'userId' | 'deviceId'>, callId: CallId): UserId {
    const meeting = this.#calls.get(callId)?.subject.meeting;
    return meeting ? (meeting.actors.get(seatOf(connection)) ?? '') : connection.userId;
  }

  /** No error where the call or the place is gone already. */
  leave(userId: UserId, callId: CallId, participantId: ParticipantId): void {
    this.#calls.get(callId)?.leave(participantId, userId);
  }

  /** The same by whose device it is: a page that closes does not know its name in a meeting. */
  leaveAs(accountId: UserId, callId: CallId, participantId: ParticipantId): void {
    const call = this.#calls.get(callId);
    for (const { id, device } of call?.placesOf((one) => one.accountId === accountId) ?? [])
      if (id === participantId) call?.leave(id, device.userId);
  }

  find(callId: CallId): Call | undefined {
    return this.#calls.get(callId);
  }

  live(callId: CallId): Call {
    const call = this.#calls.get(callId);
    if (!call) throw notFound('The call');
    return call;
  }

  /** To the device of a participant; while that is away nothing is told, and its rejoin makes up for it. */
  tell(callId: CallId, participantId: ParticipantId, event: DownEvent): void {
    const connectionId = this.#calls.get(callId)?.connectionOf(participantId);
    if (connectionId) this.#parts.fanout.toConnection(connectionId, event);
  }

  iceServers(userId: UserId): IceServer[] {
    return iceServersFor(userId, this.#parts.config.ice, this.#parts.clock.now());
  }

  /** For the welcome: what rings or runs in these conversations, and this seat's meeting. */
  liveFor(seat: string, conversations: Iterable<ConversationId>): LiveCall[] {
    const wanted = new Set(conversations);
    return [...this.#calls.values()]
      .filter(({ subject: { meeting, conversationId } }) =>
        meeting ? meeting.actors.has(seat) : wanted.has(conversationId),
      )
      .map((call) => call.live);
  }

  get count(): { calls: number; participants: number } {
    const calls = [...this.#calls.values()];
    return { calls: calls.length, participants: calls.reduce((sum, call) => sum + call.size, 0) };
  }

  /** For who looks after this server. */
  figures(): LiveCallFigures[] {
    return [...this.#calls.values()].filter(({ isOver }) => !isOver).map((call) => call.figures);
  }

  /** Someone is no longer a member: leaves the conversation's call. */
  removeMember(conversationId: ConversationId, userId: UserId): void {
    this.#removals += 1;
    this.#ofConversation(conversationId)?.removeUser(userId);
  }

  /** The conversation was archived: it has no calls any more. */
  endIn(conversationId: ConversationId): void {
    this.#removals += 1;
    this.#ofConversation(conversationId)?.close();
  }

  /** The devices of a revoked session, or of all of a user's, leave without a lease. */
  revoke(who: { readonly sessionId?: SessionId; readonly userId?: UserId }): void {
    this.#leaveWhere((device) => device.sessionId === who.sessionId || device.accountId === who.userId);
  }

  recover(): Promise<void> {
    return this.#parts.books.recover();
  }

  /** Ends every call as `closed` and waits until that is written down. */
  async close(): Promise<void> {
    this.#stopWatchingSfu();
    this.#cancelPulse();
    for (const call of [...this.#calls.values()]) call.close();
    await this.#ledger.close();
  }

  #open(subject: CallSubject): Call {
    const call = new Call(subject, this.#facts, (event) => this.#carryOut(call, event));
    this.#cancelPulse();
    this.#takePulse();
    this.#calls.set(subject.id, call);
    if (!subject.meeting) this.#ledger.opened(subject, this.#parts.clock.now());
    this.#parts.log.info({ call: subject.id, conversation: subject.conversationId }, 'call started');
    return call;
  }

  #enter(call: Call, connection: Connection, enter: (device: Device) => ParticipantId): Joined {
    const actor = this.actor(connection, call.subject.id);
    const device = this.#devices.of(connection, actor);
    const participantId = enter(device);
    this.#leaveWhere(({ connectionId }) => connectionId === connection.id, call);
    // The connection may have closed while the database was asked.
    if (!device.isOpen()) call.disconnect(connection.id);
    return { call: call.live, participantId, iceServers: this.iceServers(actor) };
  }

  /** As long as there are calls. */
  #takePulse(): void {
    this.#cancelPulse = this.#parts.clock.after(PULSE_MS, () => {
      for (const call of [...this.#calls.values()]) {
        for (const id of call.checkPulse())
          restorePlace(this.#parts.sfu, call, id, (event) => this.tell(call.subject.id, id, event));
      }
      if (this.#calls.size > 0) this.#takePulse();
    });
  }

  #leaveWhere(matches: (device: Device) => boolean, except?: Call): void {
    for (const call of [...this.#calls.values()]) {
      if (call === except) continue;
      for (const { id, device } of call.placesOf(matches)) call.leave(id, device.userId);
    }
  }

  #carryOut(call: Call, event: CallEvent): void {
    const { fanout, sfu, log } = this.#parts;
    const { id, conversationId, meeting } = call.subject;
    switch (event.kind) {
      case 'changed':
        if (meeting) meeting.tell({ t: 'call.changed', call: event.call });
        else fanout.toConversation(conversationId, { t: 'call.changed', call: event.call });
        tendRoom(this.#parts, call);
        return meeting?.changed(event.call);
      case 'signalled':
        return fanout.toConnection(event.connectionId, event.signal);
      case 'left':
        return sfu.findRoom(id)?.leave(event.participantId);
      case 'ended':
        this.#calls.delete(id);
        log.info({ call: id, reason: event.call.reason }, 'call ended');
        return meeting ? undefined : this.#ledger.ended(event.call, event);
      default:
        return event satisfies never;
    }
  }

  /** Authorisation by lookup: a conversation that is not this user's is not found. */
  async #membership(
    id: ConversationId,
    userId: UserId,
  ): Promise<{ kind: 'direct' | 'group'; others: UserId[] }> {
    const conversation = await this.#lookUp(id);
    if (!conversation?.members.includes(userId)) throw notFound('The conversation');
    if (conversation.isArchived) throw archived();
    return { kind: conversation.kind, others: conversation.members.filter((member) => member !== userId) };
  }

  /** The database may answer with what was true before somebody was removed meanwhile: then it is asked again. */
  async #lookUp(id: ConversationId): ReturnType<CallBooks['conversation']> {
    const removals = this.#removals;
    const conversation = await this.#parts.books.conversation(id);
    return removals === this.#removals ? conversation : this.#lookUp(id);
  }

  /** Who may be in it: members of the conversation, or the two of a meeting. */
  async #reach(callId: CallId, connection: Connection): Promise<Call> {
    const { meeting, conversationId } = this.live(callId).subject;
    if (!meeting) await this.#membership(conversationId, connection.userId);
    else if (!meeting.actors.has(seatOf(connection))) throw notFound('The call');
    return this.live(callId);
  }

  #ofConversation(id: ConversationId): Call | undefined {
    return [...this.#calls.values()].find((call) => call.subject.conversationId === id);
  }

  #isInCall(userId: UserId): boolean {
    return [...this.#calls.values()].some((call) => call.has(userId));
  }
}
