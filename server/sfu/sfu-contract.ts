import { afterAll, beforeAll, expect, test } from 'bun:test';
import { ParleyError } from '../../protocol/errors.ts';
import type { SfuStream } from '../../protocol/sfu.ts';
import type { UpOf } from '../../protocol/up.ts';
import type { Sfu, SfuTell } from './sfu.ts';

const ALICE = '01890000-0000-7000-8000-00000000000a';
const BOB = '01890000-0000-7000-8000-00000000000b';
const FINGERPRINT = { algorithm: 'sha-256', value: Array(32).fill('AB').join(':') };

export type Inbox = SfuTell & {
  seen: SfuStream[][];
  losses: string[];
  streamsAfter(step: () => unknown): Promise<SfuStream[]>;
};

/** What every SFU does for calls; `make` gives one that is ready. */
export function testSfuContract(name: string, make: () => Promise<Sfu>): void {
  const house = new House();
  beforeAll(async () => {
    house.sfu = await make();
  });
  afterAll(() => house.sfu.close());
  testRooms(name, house);
  testStreams(name, house);
  testRefusals(name, house);
}

function testRooms(name: string, house: House): void {
  test(`${name}: a room is made once and found until it closes`, async () => {
    const callId = house.nextCall();
    expect(house.sfu.findRoom(callId)).toBeNull();
    const [room, same] = await Promise.all([house.sfu.room(callId), house.sfu.room(callId)]);
    expect(same).toBe(room);
    expect(house.sfu.findRoom(callId)).toBe(room);
    room.close();
    room.close();
    expect(house.sfu.findRoom(callId)).toBeNull();
  });

  test(`${name}: one answer carries both transports and what there is to consume`, async () => {
    const { room, alice, voice } = await house.enter();
    expect(alice.send.id).not.toBe(alice.receive.id);
    const { producerId } = await room.produce(ALICE, voice);
    const carol = await room.join('carol', makeInbox());
    expect(carol.streams).toEqual([
      { streamId: voice.streamId, participantId: ALICE, producerId, kind: 'audio', paused: false },
    ]);
  });

  test(`${name}: a lost answer's join is found again, one that was connected is made anew`, async () => {
    const { room, toAlice, alice, voice } = await house.enter();
    expect((await room.join(ALICE, toAlice)).send.id).toBe(alice.send.id);
    const connect = connectOf(room.callId, ALICE, alice.send.id);
    await room.connect(ALICE, connect);
    await room.connect(ALICE, connect);
    await room.produce(ALICE, voice);
    const again = await room.join(ALICE, toAlice);
    expect(again.send.id).not.toBe(alice.send.id);
    expect((await room.join('carol', makeInbox())).streams).toEqual([]);
  });
}

function testStreams(name: string, house: House): void {
  test(`${name}: streams are told to the others, whole, on every change`, async () => {
    const { room, toBob, toAlice, voice } = await house.enter();
    const only = { streamId: voice.streamId, participantId: ALICE, kind: 'audio' as const };
    expect(await toBob.streamsAfter(() => room.produce(ALICE, voice))).toMatchObject([
      { ...only, paused: false },
    ]);
    expect(toAlice.seen.at(-1)).toEqual([]);
    const pause = () => room.pauseProducer(ALICE, voice.streamId, true);
    expect(await toBob.streamsAfter(pause)).toMatchObject([{ ...only, paused: true }]);
    expect(await toBob.streamsAfter(() => room.unproduce(ALICE, voice.streamId))).toEqual([]);
    await room.produce(ALICE, voice);
    expect(await toBob.streamsAfter(() => room.leave(ALICE))).toEqual([]);
  });

  test(`${name}: produced again, a stream keeps its id and has another producer`, async () => {
    const { room, toBob, voice } = await house.enter();
    const first = await toBob.streamsAfter(() => room.produce(ALICE, voice));
    const second = await toBob.streamsAfter(() => room.produce(ALICE, voice));
    expect(second).toHaveLength(1);
    expect(second[0]?.streamId).toBe(voice.streamId);
    expect(second[0]?.producerId).not.toBe(first[0]?.producerId);
  });

  test(`${name}: a stream is consumed by the others only, and paused at first`, async () => {
    const { room, voice } = await house.enter();
    await room.produce(ALICE, voice);
    const consumer = await room.consume(BOB, consumeOf(room.callId, BOB, voice.streamId));
    expect(consumer.kind).toBe('audio');
    const set = { t: 'sfu.setConsumer', callId: room.callId, participantId: BOB } as const;
    await room.setConsumer(BOB, { ...set, consumerId: consumer.consumerId, paused: false });
    const own = room.consume(ALICE, consumeOf(room.callId, ALICE, voice.streamId));
    expect(await codeOf(own)).toBe('not_found');
    const unknown = room.setConsumer(BOB, { ...set, consumerId: 'nothing', paused: false });
    expect(await codeOf(unknown)).toBe('not_found');
  });
}

function testRefusals(name: string, house: House): void {
  test(`${name}: what belongs to another, or makes no sense, is refused`, async () => {
    const { room, voice, alice, bob } = await house.enter();
    await room.produce(ALICE, voice);
    const stolen = { ...voice, participantId: BOB, transportId: bob.send.id };
    expect(await codeOf(room.produce(BOB, stolen))).toBe('conflict');
    const elsewhere = { ...stolen, streamId: crypto.randomUUID(), transportId: alice.send.id };
    expect(await codeOf(room.produce(BOB, elsewhere))).toBe('not_found');
    expect(await codeOf(room.produce(ALICE, { ...voice, transportId: alice.receive.id }))).toBe('not_found');
    const noCodec = { ...voice, rtpParameters: { codecs: [] } };
    expect(await codeOf(room.produce(ALICE, noCodec))).toBe('invalid');
    const deaf = { ...consumeOf(room.callId, BOB, voice.streamId), rtpCapabilities: { codecs: [] } };
    expect(await codeOf(room.produce(ALICE, voice).then(() => room.consume(BOB, deaf)))).toBe('invalid');
    expect(await codeOf(room.restartIce(BOB, alice.send.id))).toBe('not_found');
    expect(await codeOf(room.connect('nobody', connectOf(room.callId, 'nobody', 'x')))).toBe('not_found');
  });

  test(`${name}: ICE starts over with other credentials`, async () => {
    const { room, alice } = await house.enter();
    const { iceParameters } = await room.restartIce(ALICE, alice.send.id);
    expect(iceParameters.usernameFragment).toBeString();
    expect(iceParameters.usernameFragment).not.toBe(alice.send.iceParameters.usernameFragment);
  });

  test(`${name}: a device that was away is told everything anew`, async () => {
    const { room, toBob, voice } = await house.enter();
    await toBob.streamsAfter(() => room.produce(ALICE, voice));
    const before = toBob.seen.length;
    room.retell(BOB);
    expect(toBob.seen.slice(before)).toMatchObject([[{ streamId: voice.streamId }]]);
  });
}

class House {
  #sfu: Sfu | null = null;
  #calls = 0;

  get sfu(): Sfu {
    if (!this.#sfu) throw new Error('the SFU is not there yet');
    return this.#sfu;
  }

  set sfu(sfu: Sfu) {
    this.#sfu = sfu;
  }

  nextCall(): string {
    this.#calls += 1;
    return `01890000-0000-7000-9000-${String(this.#calls).padStart(12, '0')}`;
  }

  /** A new room with Alice and Bob in it. */
  async enter() {
    const room = await this.sfu.room(this.nextCall());
    const [toAlice, toBob] = [makeInbox(), makeInbox()];
    const alice = await room.join(ALICE, toAlice);
    const bob = await room.join(BOB, toBob);
    return { room, toAlice, toBob, alice, bob, voice: voiceOf(room.callId, ALICE, alice.send.id) };
  }
}

export function makeInbox(): Inbox {
  const seen: SfuStream[][] = [];
  const losses: string[] = [];
  return {
    seen,
    losses,
    streams: (streams) => void seen.push(streams),
    speaker: () => {},
    lost: (reason) => void losses.push(reason),
    async streamsAfter(step) {
      const before = seen.length;
      await step();
      for (let turn = 0; turn < 100 && seen.length === before; turn++) await Bun.sleep(1);
      return seen.at(-1) ?? [];
    },
  };
}

let ssrc = 1_000;
export function voiceOf(callId: string, participantId: string, transportId: string): UpOf<'sfu.produce'> {
  ssrc += 1;
  const opus = { mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2, parameters: {} };
  return {
    t: 'sfu.produce',
    callId,
    participantId,
    transportId,
    streamId: crypto.randomUUID(),
    kind: 'audio',
    rtpParameters: { mid: String(ssrc), codecs: [opus], encodings: [{ ssrc }] },
    paused: false,
  };
}

export function consumeOf(callId: string, participantId: string, streamId: string): UpOf<'sfu.consume'> {
  const opus = {
    kind: 'audio',
    mimeType: 'audio/opus',
    preferredPayloadType: 111,
    clockRate: 48_000,
    channels: 2,
  };
  return { t: 'sfu.consume', callId, participantId, streamId, rtpCapabilities: { codecs: [opus] } };
}

function connectOf(callId: string, participantId: string, transportId: string): UpOf<'sfu.connect'> {
  const dtlsParameters = { role: 'client' as const, fingerprints: [FINGERPRINT] };
  return { t: 'sfu.connect', callId, participantId, transportId, dtlsParameters };
}

async function codeOf(asked: Promise<unknown>): Promise<string> {
  try {
    await asked;
  } catch (error) {
    return error instanceof ParleyError ? error.code : String(error);
  }
  return 'no error';
}
