import { describe, expect, test } from 'bun:test';
import type { Call, LiveCall } from '../../protocol/call.ts';
import type { Welcome } from '../../protocol/session.ts';
import { FakeSocket } from '../socket/fake-socket.ts';
import { CallsWatch } from './calls-watch.ts';

describe('the watch over calls', () => {
  test('a call rings from its snapshot on, until another device of the user answers', () => {
    const { socket, watch } = makeWatch();
    change(socket, ringing({ revision: 1 }));
    expect(watch.incoming).toEqual([
      { callId: 'call', conversationId: 'watercooler', from: 'alice', video: true },
    ]);
    change(socket, ringing({ revision: 2, ringing: [] }));
    expect(watch.incoming).toEqual([]);
    expect(watch.joinable.map(({ id }) => id)).toEqual(['call']);
  });

  test('what rings is told by the welcome too, and what is not in it is over', () => {
    const { socket, watch } = makeWatch([ringing({ revision: 1 })]);
    expect(watch.incoming).toHaveLength(1);
    welcome(socket, []);
    expect(watch.incoming).toEqual([]);
  });

  test('an older snapshot that comes late changes nothing', () => {
    const { socket, watch } = makeWatch();
    const {
      ringing: _ringing,
      participants: _participants,
      topology: _topology,
      switching: _switching,
      ...base
    } = ringing({ revision: 5 });
    change(socket, { ...base, state: 'ended', reason: 'cancelled', endedAt: 1 });
    change(socket, ringing({ revision: 4 }));
    expect(watch.incoming).toEqual([]);
    expect(watch.joinable).toEqual([]);
  });

  test('does not ring for somebody else', () => {
    const { socket, watch } = makeWatch();
    change(socket, ringing({ ringing: ['carol'] }));
    expect(watch.incoming).toEqual([]);
  });
});

function makeWatch(calls: Call[] = []) {
  const socket = new FakeSocket();
  const watch = new CallsWatch(socket);
  welcome(socket, calls);
  return { socket, watch };
}

function welcome(socket: FakeSocket, calls: Call[]): void {
  // Only these matter to the watch.
  socket.receive({ t: 'session.welcome', me: { id: 'bob' }, calls } as unknown as Welcome);
}

function change(socket: FakeSocket, call: Call): void {
  socket.receive({ t: 'call.changed', call });
}

function ringing(differences: Partial<Extract<LiveCall, { state: 'ringing' }>>) {
  return {
    id: 'call',
    conversationId: 'watercooler',
    startedBy: 'alice',
    meeting: null,
    video: true,
    startedAt: 0,
    revision: 1,
    state: 'ringing' as const,
    ringing: ['bob', 'carol'],
    participants: [],
    topology: { kind: 'mesh' as const, epoch: 1, meshEpoch: 1 },
    switching: null,
    ...differences,
  };
}
