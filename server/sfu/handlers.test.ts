import { expect, test } from 'bun:test';
import { Office, Person } from '../calls/calls-fixture.ts';
import type { Context } from '../context.ts';
import { sfuHandlers } from './handlers.ts';

test('7.2 a call that ends while its room is being made leaves no room behind', async () => {
  const office = new Office();
  const [alice, bob, carol] = [new Person('alice'), new Person('bob'), new Person('carol')];
  const { callId, ids } = await office.gather(alice, bob, carol);
  const epoch = office.calls.live(callId).live.switching?.epoch ?? 0;
  const makeRoom = office.sfu.room.bind(office.sfu);
  const made = Promise.withResolvers<void>();
  office.sfu.room = async (id) => {
    await made.promise;
    return makeRoom(id);
  };
  const up = { t: 'sfu.join', callId, participantId: ids[0] ?? '', epoch } as const;
  const joining = Promise.resolve(sfuHandlers['sfu.join'](contextOf(office), alice, up));
  for (const [index, person] of [alice, bob, carol].entries())
    office.calls.leave(person.userId, callId, ids[index] ?? '');
  made.resolve();
  expect(await codeOf(joining)).toBe('not_found');
  expect(office.sfu.findRoom(callId)).toBeNull();
});

test('2.7 nobody sends to the SFU under the id of another’s stream', async () => {
  const office = new Office();
  const [alice, bob, carol] = [new Person('alice'), new Person('bob'), new Person('carol')];
  const { callId, ids } = await office.gather(alice, bob, carol);
  const call = office.calls.live(callId);
  const context = contextOf(office);
  const inCall = { callId, participantId: ids[1] ?? '' };
  const epoch = call.live.switching?.epoch ?? 0;
  const { send } = await sfuHandlers['sfu.join'](context, bob, { t: 'sfu.join', ...inCall, epoch });
  call.setStreams(ids[0] ?? '', 'alice', [{ id: 'camera of alice', source: 'camera', active: true }]);
  const rtpParameters = { codecs: [{ mimeType: 'video/VP8', payloadType: 96 }] };
  const produce = async (streamId: string) =>
    sfuHandlers['sfu.produce'](context, bob, {
      t: 'sfu.produce',
      ...inCall,
      kind: 'video',
      paused: false,
      rtpParameters,
      transportId: send.id,
      streamId,
    });
  expect(await codeOf(produce('camera of alice'))).toBe('conflict');
  expect(await codeOf(produce('camera of bob'))).toBe('ok');
});

function contextOf({ calls, sfu }: Office): Context {
  return { calls, sfu } as unknown as Context;
}

async function codeOf(asked: Promise<unknown>): Promise<string | undefined> {
  return asked.then(
    () => 'ok',
    (error: { code?: string }) => error.code,
  );
}
