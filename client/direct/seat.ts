import type { UserId } from '../../protocol/ids.ts';
import type { Table } from '../local/table.ts';
import { makeUuid } from '../uuid.ts';
import type { ClaimName } from '../upload/upload-shelf.ts';
import type { RoomNote } from './room-book.ts';

export interface SeatParts {
  readonly userId: UserId;
  readonly rooms: Table<RoomNote>;
  /** Of this tab: over a reload it takes the same seat again. */
  readonly tabStorage: Pick<Storage, 'getItem' | 'setItem'>;
  readonly claim: ClaimName;
}

/** A reload claims before the page that it replaces has let go. */
const TRIES = 10;
const TRY_AGAIN_MS = 50;

/** One that this browser had here before and that no other tab has now, this tab's own first; else a new one. */
export async function takeSeat(
  parts: SeatParts,
  room: string,
): Promise<{ note: RoomNote; release: () => void }> {
  const key = `parley.direct.${room}`;
  const own = parts.tabStorage.getItem(key);
  const known = (await parts.rooms.all().catch(() => [])).filter(
    (note) => note.room === room && note.userId === parts.userId,
  );
  const notes = known.toSorted((a, b) => Number(b.seat === own) - Number(a.seat === own));
  for (const note of notes) {
    const release = await claimSeat(parts.claim, note.seat, note.seat === own ? TRIES : 1);
    if (!release) continue;
    parts.tabStorage.setItem(key, note.seat);
    return { note, release };
  }
  const { userId } = parts;
  const note: RoomNote = {
    ...{ userId, seat: makeUuid(), room, lastNumber: 0, heard: {}, keeps: false, arrived: [] },
  };
  await parts.rooms.put(note.seat, note).catch(() => undefined);
  parts.tabStorage.setItem(key, note.seat);
  return { note, release: (await claimSeat(parts.claim, note.seat, 1)) ?? (() => undefined) };
}

async function claimSeat(claim: ClaimName, seat: string, tries: number): Promise<(() => void) | null> {
  for (let tried = 1; ; tried += 1) {
    const release = await claim(`parley-direct ${seat}`).catch(() => null);
    if (release || tried === tries) return release;
    await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
  }
}
