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
  const { calls, sfu } = office;
  const joining = Promise.resolve(sfuHandlers['sfu.join']({ calls, sfu } as unknown as Context, alice, up));
  for (const [index, person] of [alice, bob, carol].entries())
    office.calls.leave(person.userId, callId, ids[index] ?? '');
  made.resolve();
  const code = await joining.then(
    () => 'ok',
    (error: { code?: string }) => error.code,
  );
  expect(code).toBe('not_found');
  expect(office.sfu.findRoom(callId)).toBeNull();
});
