export interface Tone {
  close(): void;
}

interface Note {
  /** Seconds after the start of a round. */
  readonly at: number;
  readonly hertz: number;
  readonly seconds: number;
  readonly volume: number;
}

const RING: readonly Note[] = [
  { at: 0, hertz: 587.33, seconds: 0.5, volume: 0.16 },
  { at: 0.22, hertz: 880, seconds: 0.7, volume: 0.14 },
  { at: 0.7, hertz: 587.33, seconds: 0.5, volume: 0.16 },
  { at: 0.92, hertz: 880, seconds: 0.9, volume: 0.14 },
];
const RING_BACK: readonly Note[] = [{ at: 0, hertz: 425, seconds: 0.9, volume: 0.05 }];
const TEST: readonly Note[] = [
  { at: 0, hertz: 440, seconds: 0.4, volume: 0.2 },
  { at: 0.18, hertz: 554.37, seconds: 0.4, volume: 0.2 },
  { at: 0.36, hertz: 659.25, seconds: 0.7, volume: 0.2 },
];

/** Someone calls. */
export const makeRingTone = (): Tone => makeRepeating(RING, 3_000);
/** Someone is being called. */
export const makeRingBackTone = (): Tone => makeRepeating(RING_BACK, 4_000);

/** Three notes through the chosen speaker, once. */
export async function playTestSound(speaker: string | null): Promise<void> {
  const context = new AudioContext();
  const out = context.createMediaStreamDestination();
  const element = new Audio();
  try {
    element.srcObject = out.stream;
    if (speaker && element.setSinkId) await element.setSinkId(speaker);
    await element.play();
    const end = playRound(context, out, TEST);
    await new Promise((done) => setTimeout(done, (end - context.currentTime) * 1000 + 100));
  } finally {
    element.srcObject = null;
    await context.close();
  }
}

/** Where the browser wants a click before any sound it stays silent; the page rings in other ways too. */
function makeRepeating(notes: readonly Note[], everyMs: number): Tone {
  const context = new AudioContext();
  const play = () => {
    if (context.state === 'running') playRound(context, context.destination, notes);
  };
  void context.resume().then(play, () => undefined);
  const timer = setInterval(play, everyMs);
  let closed = false;
  return {
    close() {
      if (closed) return;
      closed = true;
      clearInterval(timer);
      void context.close();
    },
  };
}

function playRound(context: AudioContext, out: AudioNode, notes: readonly Note[]): number {
  const ends = notes.map((note) => {
    const start = context.currentTime + 0.02 + note.at;
    const end = start + note.seconds;
    const gain = new GainNode(context, { gain: 0 });
    const voice = new OscillatorNode(context, { type: 'sine', frequency: note.hertz });
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(note.volume, start + 0.015);
    gain.gain.exponentialRampToValueAtTime(0.001, end);
    voice.connect(gain).connect(out);
    voice.start(start);
    voice.stop(end);
    return end;
  });
  return Math.max(...ends);
}
