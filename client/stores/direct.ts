import { batch, createSignal } from 'solid-js';
import type { UserId } from '../../protocol/ids.ts';
import { onNetworkChange } from '../call/network.ts';
import { makeRtc } from '../call/rtc.ts';
import type { Clock } from '../clock.ts';
import { BrowserDisk } from '../direct/browser-disk.ts';
import { DirectEngine } from '../direct/direct-engine.ts';
import { type PickPlace, type Place, Places } from '../direct/places.ts';
import { type FileLine, RoomBook, type RoomTables } from '../direct/room-book.ts';
import { takeSeat } from '../direct/seat.ts';
import type { Table } from '../local/table.ts';
import type { Socket } from '../socket/socket.ts';
import type { ClaimName } from '../upload/upload-shelf.ts';
import type { DirectStore } from './direct-contract.ts';
import type { SmallStorage } from './remembered-user.ts';

/** Where a browser keeps what is said off the record, and how its tabs keep out of each other's way. */
export interface DirectKeeping {
  readonly tables: RoomTables;
  readonly places: Table<Place>;
  /** null: this browser cannot ask where a file goes. */
  readonly pickPlace: PickPlace | null;
  readonly claim: ClaimName;
}

export interface DirectDeps {
  readonly socket: Socket;
  readonly clock: Clock;
  readonly tabStorage: SmallStorage;
  readonly direct: DirectKeeping;
}

/** A browser reads the address that it saves from a moment after it was asked to. */
const SAVED_AFTER_MS = 60_000;
/** From here on a second copy, in the browser first, costs time and room. */
const PICK_FROM_BYTES = 64 * 1024 * 1024;

export async function makeDirectStore(
  { socket, clock, tabStorage, direct: { tables, places, pickPlace, claim } }: DirectDeps,
  { userId, room }: { userId: UserId; room: string },
): Promise<DirectStore> {
  const [{ note, release }, rtc] = await Promise.all([
    takeSeat({ userId, rooms: tables.rooms, tabStorage, claim }, room),
    makeRtc(),
  ]);
  const engine = new DirectEngine({
    ...{ socket, clock, rtc },
    disk: new BrowserDisk(new Places(places)),
    book: new RoomBook(tables, note),
    onNetworkChange,
  });
  const shown = showEngine(engine);
  await engine.start();
  return {
    ...shown.signals,
    say: (text) => engine.say(text),
    offer: (files) => files.forEach((file) => engine.offer(file)),
    renew: (id, file) => engine.renew(id, file),
    accept: (id) => engine.accept(id),
    mayPick: ({ size }) => pickPlace !== null && size >= PICK_FROM_BYTES,
    async acceptInto({ id, name }) {
      const picked = await pickPlace?.({ suggestedName: name }).catch(unlessGivenUp);
      if (picked) await engine.acceptInto(id, picked);
    },
    stop: (id) => engine.stop(id),
    async save(file) {
      const blob = await engine.read(file.id);
      if (blob) saveAs(blob, file, clock);
      return blob !== null;
    },
    keep: (keeps) => engine.keep(keeps),
    erase: () => engine.erase(),
    tryAgain: () => engine.tryAgain(),
    close() {
      shown.stop();
      void engine.close().finally(release);
    },
  };
}

function showEngine(engine: DirectEngine) {
  const [state, setState] = createSignal(engine.state);
  const [lines, setLines] = createSignal(engine.lines);
  const [keeps, setKeeps] = createSignal(engine.keeps);
  const show = () =>
    batch(() => {
      setState(engine.state);
      setLines(engine.lines);
      setKeeps(engine.keeps);
    });
  return { signals: { state, lines, keeps }, stop: engine.onChange(show) };
}

/** Whoever closes the question has answered it. */
function unlessGivenUp(error: unknown): null {
  if (error instanceof DOMException && error.name === 'AbortError') return null;
  throw error;
}

function saveAs(blob: Blob, { name, type }: FileLine, clock: Clock): void {
  const address = URL.createObjectURL(new Blob([blob], { type: type || 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  clock.after(SAVED_AFTER_MS, () => URL.revokeObjectURL(address));
}
