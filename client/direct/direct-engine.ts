import type { DirectPeer } from '../../protocol/direct.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import type { Rtc } from '../call/rtc.ts';
import type { Clock } from '../clock.ts';
import { Emitter } from '../emitter.ts';
import type { Socket } from '../socket/socket.ts';
import type { Channels } from './channels.ts';
import { DirectLine } from './direct-line.ts';
import type { Disk } from './disk.ts';
import { FileReceiver } from './file-receiver.ts';
import { FileSender } from './file-sender.ts';
import { LineBook } from './line-book.ts';
import type { PickedFile } from './places.ts';
import type { RoomBook } from './room-book.ts';
import { lineOf, type Partner, TextLane } from './text-lane.ts';
import { fingerprintOf, verificationCode } from './verification.ts';
import { readTalk, type Talk } from './wire.ts';

/**
 * `away`: the other sits there and cannot be reached at the moment; `open`: the two talk. `code`: what both read to each
 * other; null until it is worked out.
 */
export type DirectState =
  | { readonly state: 'entering' | 'alone' }
  | { readonly state: 'refused'; readonly why: ErrorCode }
  | { readonly state: 'connecting' | 'away'; readonly peer: DirectPeer }
  | {
      readonly state: 'open';
      readonly peer: DirectPeer;
      readonly code: string | null;
      readonly path: Path | null;
    };
export type Path = 'direct' | 'relay';

export interface DirectEngineParts {
  readonly socket: Pick<Socket, 'state' | 'request' | 'onEvent' | 'onState'>;
  readonly clock: Clock;
  readonly rtc: Rtc;
  readonly disk: Disk;
  readonly book: RoomBook;
  /** Runs what it is given when the network under the device becomes another one. */
  readonly onNetworkChange: (listener: () => void) => () => void;
}

/** One's own half of a room off the record, from opening the page to leaving it. */
export class DirectEngine {
  readonly #parts: DirectEngineParts;
  readonly #changes = new Emitter<void>();
  readonly #lines: LineBook;
  readonly #texts: TextLane;
  readonly #sender: FileSender;
  readonly #receiver: FileReceiver;
  #line: DirectLine | null = null;
  #stopNetwork = () => {};
  #open: { readonly peer: DirectPeer; code: string | null; path: Path | null } | null = null;
  /** The seat that was connected here last: until another comes it is only away. */
  #met: string | null = null;
  #closed = false;

  constructor(parts: DirectEngineParts) {
    this.#parts = parts;
    const { book, clock, disk } = parts;
    this.#lines = new LineBook(book, clock, () => this.#changes.emit());
    this.#texts = new TextLane({ book, clock, onLine: (line) => this.#lines.put(line) });
    const onFile: LineBook['putFile'] = (line, file) => this.#lines.putFile(line, file);
    this.#sender = new FileSender({ disk, clock, onLine: onFile });
    this.#receiver = new FileReceiver({ book, disk, clock, onLine: onFile });
  }

  /** Reads what is kept, and takes the seat. */
  async start(): Promise<void> {
    const { book, disk, socket, clock, rtc, onNetworkChange } = this.#parts;
    const { waiting, lines, files } = await book.load();
    if (this.#closed) return;
    this.#texts.restore(waiting);
    await this.#lines.restore(
      lines,
      waiting.map((item) => lineOf(item, 'waiting')),
      (id) => disk.remove(id),
    );
    const fileLines = lines.flatMap(({ line }) => (line.kind === 'file' ? line : []));
    this.#sender.restore(
      fileLines.flatMap((line) => (line.mine ? { line, file: files.get(line.id) ?? null } : [])),
    );
    this.#receiver.restore(fileLines.filter((line) => !line.mine));
    const { room, seat } = book.note;
    this.#line = new DirectLine({
      ...{ socket, clock, rtc, room, seat },
      onChange: () => this.#changes.emit(),
      onOpen: (channels, peer) => this.#opened(channels, peer),
      onClosed: () => this.#shut(),
    });
    this.#stopNetwork = onNetworkChange(() => this.#line?.restart());
    this.#changes.emit();
  }

  get state(): DirectState {
    const line = this.#line;
    if (this.#open) return { state: 'open', ...this.#open };
    if (!line) return { state: 'entering' };
    if (line.refusal) return { state: 'refused', why: line.refusal };
    if (line.peer && line.isEntered)
      return {
        state: line.peer.reachable && line.peer.seat !== this.#met ? 'connecting' : 'away',
        peer: line.peer,
      };
    return { state: line.isEntered ? 'alone' : 'entering' };
  }

  get lines() {
    return this.#lines.all;
  }

  get keeps(): boolean {
    return this.#parts.book.note.keeps;
  }

  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  /** After a refusal. */
  async tryAgain(): Promise<void> {
    await this.#line?.enter();
  }

  async say(text: string): Promise<void> {
    await this.#texts.say(text);
  }

  offer(file: File): void {
    this.#sender.offer(file, this.#open?.peer.userId ?? null);
  }

  /** The same file chosen again, where this page could not keep it. False: it is another one. */
  renew(id: string, file: File): boolean {
    return this.#sender.renew(id, file);
  }

  accept(id: string): Promise<void> {
    return this.#receiver.accept(id);
  }

  acceptInto(id: string, picked: PickedFile): Promise<void> {
    return this.#receiver.acceptInto(id, picked);
  }

  async stop(id: string): Promise<void> {
    if (this.#sender.has(id)) this.#sender.stop(id);
    else if (this.#receiver.has(id)) await this.#receiver.stop(id);
  }

  /** What arrived; null where it is here no longer. */
  read(id: string): Promise<Blob | null> {
    return this.#parts.disk.read(id);
  }

  async keep(keeps: boolean): Promise<void> {
    await this.#parts.book.amend({ keeps });
    await this.#lines.keepAll();
  }

  /** Everything said here is gone from this browser, what waits and what is on its way included. */
  async erase(): Promise<void> {
    this.#texts.erased();
    this.#sender.erased();
    await this.#receiver.erased();
    await this.#lines.erase();
    void this.#line?.close();
    await this.#parts.book.erase();
  }

  /** Resolves when the seat is free. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopNetwork();
    const left = this.#line?.close();
    this.#shut();
    this.#lines.close();
    this.#parts.disk.close();
    await left;
  }

  #opened({ connection, talk, bytes }: Channels, peer: DirectPeer): void {
    const { seat, userId } = peer;
    const partner: Partner = { seat, userId, send: (words) => say(talk, words) };
    const open = { peer, code: null, path: null };
    this.#open = open;
    this.#met = seat;
    talk.onmessage = ({ data }) => typeof data === 'string' && this.#hear(readTalk(data));
    bytes.onmessage = ({ data }) => this.#receiver.hearBytes(data);
    this.#receiver.opened(partner);
    this.#texts.opened(partner);
    this.#sender.opened(partner, bytes);
    void this.#describe(connection, open);
  }

  async #describe(
    { localDescription, remoteDescription }: RTCPeerConnection,
    open: { code: string | null; path: Path | null },
  ): Promise<void> {
    const mine = fingerprintOf(localDescription?.sdp ?? '');
    const theirs = fingerprintOf(remoteDescription?.sdp ?? '');
    if (mine && theirs) open.code = await verificationCode(mine, theirs);
    const path = (await this.#line?.report())?.path;
    open.path = path === 'direct' || path === 'relay' ? path : null;
    this.#changes.emit();
  }

  #shut(): void {
    if (!this.#open) return;
    this.#open = null;
    this.#texts.closed();
    this.#sender.closed();
    this.#receiver.closed();
  }

  #hear(words: Talk | null): void {
    if (!words) return;
    switch (words.t) {
      case 'hello':
      case 'say':
      case 'heard':
        return this.#texts.hear(words);
      case 'file.offer':
        return this.#receiver.hear(words);
      case 'file.stop':
        this.#sender.hear(words);
        return this.#receiver.hear(words);
      case 'file.want':
      case 'file.got':
      case 'file.done':
      case 'file.bad':
      case 'file.full':
        return this.#sender.hear(words);
      default:
        return words satisfies never;
    }
  }
}

/** A channel that closes takes nothing; what was said is said again over the next. */
function say(talk: Channels['talk'], words: Talk): void {
  try {
    talk.send(JSON.stringify(words));
  } catch {
    // It tells by itself that it closed.
  }
}
