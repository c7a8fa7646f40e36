import { expect, test } from 'bun:test';
import { settle } from '../fake-clock.ts';
import { EngineWorld } from './fake-engine.ts';
import { LazyEngine } from './lazy-engine.ts';
import { LocalMedia } from './local-media.ts';

test('what is left while the code of calls is fetched opens no device', async () => {
  const world = new EngineWorld();
  let arrive: () => void = () => undefined;
  const there = new Promise<void>((resolve) => (arrive = resolve));
  const lazy = new LazyEngine(world.socket, async (_socket, watch) => {
    await there;
    return world.engine(watch, (options) => new LocalMedia(options));
  });
  const prepared = lazy
    .load()
    .then((engine) => engine.prepareDevices({ video: true }))
    .then(
      () => 'prepared',
      (error: { code?: string }) => error.code,
    );
  lazy.close();
  arrive();
  expect(await prepared).toBe('unavailable');
  await settle();
  expect(world.capture.asked).toEqual([]);
  expect(lazy.engine).toBeNull();
});
