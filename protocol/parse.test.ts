import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { encodeUp } from './codec.ts';
import { MAX_FRAME_BYTES } from './limits.ts';
import { decodeUp } from './parse.ts';

const conversationId = '0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b';
const send = { t: 'chat.send', clientId: conversationId, conversationId, text: 'Hello' } as const;

test('what the client encodes the server decodes, with defaults filled in', () => {
  expect(decodeUp(encodeUp(send, 7))).toEqual({
    ok: true,
    envelope: { id: 7, up: { ...send, replyTo: null, threadRootId: null, fileIds: [] } },
  });
  expect(decodeUp(encodeUp({ t: 'session.ping', sentAt: 1 }))).toMatchObject({ ok: true });
});

test('a frame that does not fit is refused, with the id where it can be read', () => {
  const refusal = (frame: string | Uint8Array) => {
    const decoded = decodeUp(frame);
    return decoded.ok ? 'ok' : [decoded.id, decoded.error.code];
  };
  expect(refusal('')).toEqual([null, 'invalid']);
  expect(refusal('null')).toEqual([null, 'invalid']);
  expect(refusal('{"id":5}')).toEqual([5, 'invalid']);
  expect(refusal('{"id":"5","up":{"t":"call.ice"}}')).toEqual([null, 'invalid']);
  expect(refusal('{"id":-1,"up":{"t":"call.ice"}}')).toEqual([-1, 'invalid']);
  expect(refusal(encodeUp({ ...send, conversationId: 'Watercooler' }, 6))).toEqual([6, 'invalid']);
  expect(refusal(encodeUp({ ...send, text: 'x'.repeat(16_001) }, 6))).toEqual([6, 'invalid']);
  expect(refusal(JSON.stringify({ id: 6, up: { ...send, senderId: conversationId } }))).toEqual([
    6,
    'invalid',
  ]);
  expect(refusal(new Uint8Array(4))).toEqual([null, 'invalid']);
});

test('what is written to a stranger may be kept: nothing that no database keeps is said', () => {
  const say = { t: 'meet.say', meetingId: conversationId, clientId: conversationId } as const;
  const decoded = (text: string) => decodeUp(encodeUp({ ...say, text }, 1)).ok;
  expect(['Hello 🍵', 'Hello\u0000', 'Hello \ud83c'].map(decoded)).toEqual([true, false, false]);
});

test('the limit counts bytes, not characters', () => {
  const frame = (text: string) => JSON.stringify({ id: 1, up: { ...send, text } });
  const around = frame('').length;
  const longest = 'x'.repeat(MAX_FRAME_BYTES - around);
  const codeOf = (text: string) => {
    const decoded = decodeUp(frame(text));
    return decoded.ok ? 'ok' : decoded.error.code;
  };
  // Within the limit it is only the text that is too long for a message.
  expect(codeOf(longest)).toBe('invalid');
  expect(codeOf(`${longest}x`)).toBe('too_large');
  expect(codeOf('€'.repeat(16_000))).toBe('ok');
  expect(codeOf('€'.repeat(MAX_FRAME_BYTES / 3))).toBe('too_large');
});

test('the refusal names the field and never repeats what was sent', () => {
  const decoded = decodeUp(JSON.stringify({ id: 1, up: { ...send, clientId: 'my secret' } }));
  expect(decoded.ok ? '' : decoded.error.message).toBe('up.clientId: not as expected.');
});

test('nothing that can be sent makes it throw', () => {
  fc.assert(fc.property(fc.string(), (text) => typeof decodeUp(text).ok === 'boolean'));
  fc.assert(fc.property(fc.json(), (text) => typeof decodeUp(text).ok === 'boolean'));
  const frames = fc.record({
    id: fc.anything(),
    up: fc.record({ t: fc.constantFrom(send.t, 'call.signal'), conversationId: fc.anything() }),
  });
  fc.assert(fc.property(frames, (frame) => decodeUp(JSON.stringify(frame) ?? '').ok === false));
});
