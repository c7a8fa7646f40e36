import { expect, test } from 'bun:test';
import { FakeClock } from '../fake-clock.ts';
import { MAX_VOICE_MS } from '../../protocol/limits.ts';
import { type Microphone, Recorder, type RecordingProblem } from './recorder.ts';

class FakeMicrophone implements Microphone {
  readonly did: string[] = [];
  fail: () => void = () => {};
  loudness = 0.5;
  sound = new Blob(['sound'], { type: 'audio/webm' });

  level(): number {
    return this.loudness;
  }
  start(onProblem: () => void): void {
    this.fail = onProblem;
    this.did.push('start');
  }
  pause(): void {
    this.did.push('pause');
  }
  resume(): void {
    this.did.push('resume');
  }
  async stop(): Promise<Blob> {
    this.did.push('stop');
    return this.sound;
  }
  close(): void {
    this.did.push('close');
  }
}

async function setUp(problem?: RecordingProblem) {
  const microphone = new FakeMicrophone();
  const clock = new FakeClock();
  const openMicrophone = async () => {
    if (problem) throw new Error(problem);
    return microphone;
  };
  const recorder = new Recorder({ openMicrophone, clock, nameOf: () => 'Voice message.webm' });
  await recorder.start();
  return { recorder, microphone, clock };
}

test('a recording becomes a file that knows its length and its shape, and lets go of the microphone', async () => {
  const { recorder, microphone, clock } = await setUp();
  expect(recorder.recording.state).toBe('recording');
  clock.advance(1_000);
  microphone.loudness = 0.25;
  clock.advance(1_000);
  await recorder.finish();
  const { recording } = recorder;
  if (recording.state !== 'recorded') throw new Error(recording.state);
  expect(recording.file.voice.durationMs).toBe(2_000);
  expect([recording.file.voice.peaks[0], recording.file.voice.peaks.at(-1)]).toEqual([100, 50]);
  expect([recording.file.name, recording.file.type]).toEqual(['Voice message.webm', 'audio/webm']);
  expect(microphone.did).toEqual(['start', 'stop', 'close']);
});

test('pauses do not count', async () => {
  const { recorder, clock } = await setUp();
  clock.advance(700);
  recorder.pause();
  const { length } = recorder.levels;
  clock.advance(60_000);
  expect([recorder.elapsedMs, recorder.levels.length]).toEqual([700, length]);
  recorder.resume();
  clock.advance(300);
  await recorder.finish();
  expect(recorder.recording).toMatchObject({ state: 'recorded', file: { voice: { durationMs: 1_000 } } });
});

test('a slip of the finger is no recording', async () => {
  const { recorder, clock } = await setUp();
  clock.advance(200);
  await recorder.finish();
  expect(recorder.recording.state).toBe('empty');
});

test('the longest one ends by itself', async () => {
  const { recorder, clock } = await setUp();
  clock.advance(MAX_VOICE_MS + 10_000);
  await Bun.sleep(0);
  expect(recorder.recording).toMatchObject({
    state: 'recorded',
    file: { voice: { durationMs: MAX_VOICE_MS } },
  });
});

test('what keeps the microphone from opening is told as it is', async () => {
  for (const problem of ['denied', 'missing', 'busy', 'insecure'] as const)
    expect((await setUp(problem)).recorder.recording).toEqual({ state: 'refused', problem });
});

test('a microphone that is pulled out ends the recording in words', async () => {
  const { recorder, microphone } = await setUp();
  microphone.fail();
  expect(recorder.recording).toEqual({ state: 'refused', problem: 'failed' });
  expect(microphone.did).toEqual(['start', 'close']);
});

test('closed before the microphone opened, it closes it again', async () => {
  const microphone = new FakeMicrophone();
  const { promise, resolve } = Promise.withResolvers<Microphone>();
  const clock = new FakeClock();
  const recorder = new Recorder({ openMicrophone: () => promise, clock, nameOf: () => '' });
  const started = recorder.start();
  recorder.close();
  resolve(microphone);
  await started;
  expect(microphone.did).toEqual(['close']);
});
