import { FakeClock, settle } from '../fake-clock.ts';
import { FakeMeshLink, FakeNetwork, FakeSfuLink } from './fake-link.ts';
import { FakeRoom } from './fake-room.ts';
import { FakeRtc } from './fake-rtc.ts';
import { ALICE, BOB, describeLink, type Ends } from './link-contract.ts';
import { MeshLink } from './mesh-link.ts';
import { SfuLink } from './sfu-link.ts';

describeLink('a mesh of peer links', (): Ends => {
  const clock = new FakeClock();
  const rtc = new FakeRtc();
  const ends: Partial<Record<string, MeshLink>> = {};
  const make = (me: string) => {
    const link = new MeshLink({
      epoch: 1,
      me,
      rtc,
      clock,
      iceServers: () => [],
      relayOnly: false,
      send: (to, signal) => void clock.after(5, () => ends[to]?.receive(me, signal)),
    });
    ends[me] = link;
    return link;
  };
  return {
    alice: make(ALICE),
    bob: make(BOB),
    async settle() {
      for (let turn = 0; turn < 10; turn++) {
        await clock.pass(20);
        rtc.settle();
        await settle();
      }
    },
  };
});

describeLink('the link through the SFU', (): Ends => {
  const clock = new FakeClock();
  const room = new FakeRoom();
  const make = (me: string) => {
    const link = new SfuLink({
      epoch: 1,
      request: room.requestOf(me),
      loadDevice: () => room.loadDevice(),
      clock,
      iceServers: () => [],
      reachable: true,
    });
    room.links.set(me, link);
    return link;
  };
  return { alice: make(ALICE), bob: make(BOB), settle: () => pass(clock) };
});

for (const kind of ['mesh', 'sfu'] as const) {
  describeLink(`the ${kind} link of tests`, (): Ends => {
    const clock = new FakeClock();
    const network = new FakeNetwork({ clock, delayMs: () => 10 });
    const make = (me: string) =>
      kind === 'sfu'
        ? new FakeSfuLink(network, { me, epoch: 1 })
        : new FakeMeshLink(network, { me, epoch: 1, send: () => undefined });
    return { alice: make(ALICE), bob: make(BOB), settle: () => pass(clock) };
  });
}

async function pass(clock: FakeClock): Promise<void> {
  for (let turn = 0; turn < 10; turn++) {
    await clock.pass(50);
    await settle();
  }
}
