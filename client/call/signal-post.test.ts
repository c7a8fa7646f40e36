import { describe, expect, test } from 'bun:test';
import { conflict, unavailable } from '../../protocol/errors.ts';
import { FakeClock, settle } from '../fake-clock.ts';
import { type Letter, SignalPost } from './signal-post.ts';

describe('signals', () => {
  test('are sent in their order, without waiting for answers', async () => {
    const { post, sent } = makePost();
    post.post(letter('1'));
    post.post(letter('2'));
    await settle();
    expect(sent).toEqual(['1', '2']);
  });

  test('that got no answer are sent again, in their order, once the place is held anew', async () => {
    const { post, sent, server } = makePost();
    server.answer = () => unavailable('The connection was lost.');
    post.post(letter('1'));
    post.post(letter('2'));
    post.pause();
    post.post(letter('3'));
    await settle();
    expect(sent).toEqual(['1', '2']);
    server.answer = () => null;
    post.resume();
    await settle();
    expect(sent).toEqual(['1', '2', '1', '2', '3']);
    post.resume();
    await settle();
    expect(sent).toHaveLength(5);
  });

  test('that are refused are dropped', async () => {
    const { post, sent, server } = makePost();
    server.answer = () => conflict('The mesh of this epoch is over.');
    post.post(letter('1'));
    await settle();
    post.resume();
    await settle();
    expect(sent).toEqual(['1']);
  });

  test('are tried again by themselves where the server was only busy', async () => {
    const { post, sent, server, clock } = makePost();
    server.answer = () => unavailable('Too busy.');
    post.post(letter('1'));
    await settle();
    server.answer = () => null;
    await clock.pass(2_000);
    expect(sent).toEqual(['1', '1']);
  });
});

function makePost() {
  const clock = new FakeClock();
  const sent: string[] = [];
  const server: { answer: () => Error | null } = { answer: () => null };
  const send = async ({ signal }: Letter) => {
    sent.push(signal.instance);
    const refusal = server.answer();
    if (refusal) throw refusal;
  };
  return { clock, sent, server, post: new SignalPost(send, clock, true) };
}

function letter(instance: string): Letter {
  return { to: 'bob', epoch: 1, signal: { instance, peerInstance: null } };
}
