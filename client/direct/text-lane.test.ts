import { expect, test } from 'bun:test';
import { random as seeded } from '../../test/harness/random.ts';
import { settle } from '../fake-clock.ts';
import { FakeBrowser, until } from './fake-pair.ts';

const setUp = () => ({ alice: new FakeBrowser('alice'), bob: new FakeBrowser('bob') });

test('what is written while nobody is there goes out in its order when somebody comes, over a reload too', async () => {
  const { alice, bob } = setUp();
  await alice.page.texts.say('one');
  await alice.page.texts.say('two');
  await alice.reload();
  await alice.page.texts.say('three');
  alice.page.connect(bob.page);
  await until('all three', () => bob.page.heard.length === 3);
  expect(bob.page.heard).toEqual(['one', 'two', 'three']);
  await until('the acknowledgement', () => alice.page.texts.waiting.length === 0);
  expect(await alice.tables.waiting.all()).toEqual([]);
});

test('a text whose acknowledgement was lost is not heard twice, by the same page or by one reloaded', async () => {
  const { alice, bob } = setUp();
  alice.page.connect(bob.page);
  await settle();
  await alice.page.texts.say('once');
  await until('the text', () => bob.page.heard.length === 1);
  alice.page.disconnect();
  expect(alice.page.texts.waiting.map(({ text }) => text)).toEqual(['once']);
  await bob.reload();
  alice.page.connect(bob.page);
  await until('that Alice knows', () => alice.page.texts.waiting.length === 0);
  expect(bob.page.heard).toEqual([]);
});

test('every text arrives once and in its order, however often the line breaks', async () => {
  const random = seeded();
  const { alice, bob } = setUp();
  const heard: string[] = [];
  const wanted: string[] = [];
  for (let round = 0; round < 60; round += 1) {
    alice.page.connect(bob.page);
    for (let count = Math.floor(random.next() * 4); count > 0; count -= 1) {
      wanted.push(String(wanted.length));
      void alice.page.texts.say(String(wanted.length - 1));
      for (let turn = Math.floor(random.next() * 3); turn > 0; turn -= 1)
        await new Promise((resolve) => setImmediate(resolve));
    }
    alice.page.disconnect();
    await settle();
    if (random.next() < 0.3) await alice.reload();
    if (random.next() < 0.3) {
      heard.push(...bob.page.heard);
      await bob.reload();
    }
  }
  alice.page.connect(bob.page);
  await until(`all of them, with seed ${random.seed}`, () => alice.page.texts.waiting.length === 0);
  expect([...heard, ...bob.page.heard], `seed ${random.seed}`).toEqual(wanted);
});

test('what is meant for Bob is not told to Carol', async () => {
  const { alice, bob } = setUp();
  const carol = new FakeBrowser('carol');
  alice.page.connect(bob.page);
  await settle();
  alice.page.disconnect();
  await alice.page.texts.say('for Bob');
  alice.page.connect(carol.page);
  await settle();
  await alice.page.texts.say('for Carol');
  await until('the second', () => carol.page.heard.length === 1);
  alice.page.disconnect();
  expect(carol.page.heard).toEqual(['for Carol']);
  alice.page.connect(bob.page);
  await until('the first', () => bob.page.heard.length === 1);
  expect(bob.page.heard).toEqual(['for Bob']);
});
