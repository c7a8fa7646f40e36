import { expect, test } from 'bun:test';
import { createRoot, createSignal } from 'solid-js';
import { createKeyed } from './keyed.ts';

test('an item that is made anew under its key keeps its place and changes its value', () => {
  createRoot((dispose) => {
    const [people, setPeople] = createSignal([
      { id: 'a', name: 'Alice' },
      { id: 'b', name: 'Bob' },
    ]);
    const places = createKeyed(people, (person) => person.id);
    const [alice, bob] = places();
    setPeople([
      { id: 'b', name: 'Bob at lunch' },
      { id: 'c', name: 'Carol' },
    ]);
    expect(places().map((place) => place.value().name)).toEqual(['Bob at lunch', 'Carol']);
    expect(places()[0]).toBe(bob as never);
    expect(places()).not.toContain(alice);
    dispose();
  });
});
