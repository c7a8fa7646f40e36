import { expect, test } from 'bun:test';
import { createEffect, createRoot, createSignal } from 'solid-js';
import { createStore } from 'solid-js/store';

test('an effect runs again when the signal it read has changed', () => {
  const seen: string[] = [];
  const [name, setName] = createSignal('Alice');
  const dispose = createRoot((end) => {
    createEffect(() => {
      seen.push(name());
    });
    return end;
  });
  setName('Bob');
  dispose();
  setName('Carol');
  expect(seen).toEqual(['Alice', 'Bob']);
});

test('a store tells the effects that read it', () => {
  const seen: string[] = [];
  const [room, setRoom] = createStore({ topic: 'coffee' });
  const dispose = createRoot((end) => {
    createEffect(() => {
      seen.push(room.topic);
    });
    return end;
  });
  setRoom('topic', 'tea');
  dispose();
  expect(seen).toEqual(['coffee', 'tea']);
});
