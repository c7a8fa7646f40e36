import { describe, expect, test } from 'bun:test';
import { FakeTrack } from './fake-track.ts';
import type { LinkEvent, LocalStream, MediaLink } from './media-link.ts';

export const ALICE = 'alice';
export const BOB = 'bob';

/** Two ends that are told to reach each other, and a way to let everything happen that is under way. */
export interface Ends {
  readonly alice: MediaLink;
  readonly bob: MediaLink;
  settle(): Promise<void>;
}

/** What the call counts on, whichever way media travels. */
export function describeLink(name: string, makeEnds: () => Ends): void {
  describe(name, () => {
    testCarriers(makeEnds);
    testEvents(makeEnds);
  });
}

function testCarriers(makeEnds: () => Ends): void {
  test('comes up and carries each stream under the id that its owner gave it', async () => {
    const ends = makeEnds();
    ends.bob.publish(streamsOf(BOB, ['microphone', 'camera']));
    connect(ends);
    await ends.settle();
    expect(ends.alice.isUp(BOB)).toBe(true);
    expect(ends.bob.isUp(ALICE)).toBe(true);
    for (const source of ['microphone', 'camera']) expect(carriedAt(ends.alice)).toContain(`bob's ${source}`);
    for (const { participantId } of ends.alice.carriers) expect(participantId).toBe(BOB);
  });

  test('carries what is published later', async () => {
    const ends = makeEnds();
    ends.bob.publish(streamsOf(BOB, ['microphone']));
    connect(ends);
    await ends.settle();
    ends.bob.publish(streamsOf(BOB, ['microphone', 'camera', 'screen']));
    await ends.settle();
    expect(carriedAt(ends.alice)).toEqual(
      expect.arrayContaining(["bob's microphone", "bob's camera", "bob's screen"]),
    );
  });

  test('keeps the carriers it has when streams are published anew', async () => {
    const ends = makeEnds();
    ends.bob.publish(streamsOf(BOB, ['microphone', 'camera']));
    connect(ends);
    await ends.settle();
    const before = ends.alice.carriers.map(({ key }) => key);
    ends.bob.publish(streamsOf(BOB, ['microphone']));
    ends.bob.publish(streamsOf(BOB, ['microphone', 'camera']));
    await ends.settle();
    expect(ends.alice.carriers.map(({ key }) => key)).toEqual(before);
  });
}

function testEvents(makeEnds: () => Ends): void {
  test('tells of what changed', async () => {
    const ends = makeEnds();
    const heard: LinkEvent[] = [];
    ends.alice.onEvent((event) => heard.push(event));
    ends.bob.publish(streamsOf(BOB, ['camera']));
    connect(ends);
    await ends.settle();
    expect(heard).toContainEqual({ type: 'changed' });
  });

  test('closes twice, has no carriers after it and tells nothing any more', async () => {
    const ends = makeEnds();
    ends.bob.publish(streamsOf(BOB, ['camera']));
    connect(ends);
    await ends.settle();
    const heard: LinkEvent[] = [];
    ends.alice.onEvent((event) => heard.push(event));
    ends.alice.close();
    ends.alice.close();
    ends.alice.publish(streamsOf(ALICE, ['camera']));
    ends.alice.restart();
    await ends.settle();
    expect(heard).toEqual([]);
    expect(ends.alice.carriers).toEqual([]);
    expect(ends.alice.isUp(BOB)).toBe(false);
  });
}

export function streamsOf(owner: string, sources: readonly LocalStream['source'][]): LocalStream[] {
  return (['microphone', 'camera', 'screen', 'screenAudio'] as const).map((source) => {
    const isSent = sources.includes(source);
    const track = isSent ? trackOf(owner, source) : null;
    return { id: `${owner}'s ${source}`, source, track, active: isSent };
  });
}

const tracks = new Map<string, MediaStreamTrack>();
/** The same for the same stream. */
function trackOf(owner: string, source: LocalStream['source']): MediaStreamTrack {
  const name = `${owner}'s ${source}`;
  const kind = source === 'microphone' || source === 'screenAudio' ? 'audio' : 'video';
  const track = tracks.get(name) ?? new FakeTrack(kind, name).asTrack;
  tracks.set(name, track);
  return track;
}

function connect({ alice, bob }: Ends): void {
  alice.setPeers([{ id: BOB, reachable: true }]);
  bob.setPeers([{ id: ALICE, reachable: true }]);
}

function carriedAt(link: MediaLink): string[] {
  return link.carriers.map(({ streamId }) => streamId);
}
