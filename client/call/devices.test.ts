import { describe, expect, test } from 'bun:test';
import { settle } from '../fake-clock.ts';
import { DeviceBook, type DeviceSource } from './devices.ts';

describe('the book of devices', () => {
  test('lists each device once, and speakers only where one can be chosen', async () => {
    const { book } = makeBook({ choosesSpeaker: true });
    await book.refresh();
    expect(book.lists.microphones).toEqual([{ id: 'm1', label: 'Headset' }]);
    expect(book.lists.cameras.map(({ id }) => id)).toEqual(['c1']);
    expect(book.lists.speakers.map(({ id }) => id)).toEqual(['s1']);
    const other = makeBook({ choosesSpeaker: false });
    await other.book.refresh();
    expect(other.book.lists.speakers).toEqual([]);
  });

  test('remembers the choice, and tells what became another', () => {
    const { book, storage } = makeBook({});
    expect(book.choose({ camera: 'c1' })).toEqual(['camera']);
    expect(book.choose({ camera: 'c1', speaker: 's1' })).toEqual(['speaker']);
    expect(makeBook({ storage }).book.choice).toEqual({ microphone: null, camera: 'c1', speaker: 's1' });
  });

  test('begins anew where what was kept makes no sense', () => {
    for (const kept of ['[]', '{', 'null', '{"camera":7}']) {
      const storage = new Map([['parley.devices', kept]]);
      expect(makeBook({ storage }).book.choice).toEqual({ microphone: null, camera: null, speaker: null });
    }
  });

  test('looks again when devices come and go, until it is closed', async () => {
    const { book, source } = makeBook({});
    let changes = 0;
    book.onChange(() => (changes += 1));
    source.change();
    await settle();
    expect(changes).toBe(1);
    book.close();
    source.change();
    await settle();
    expect(changes).toBe(1);
  });

  test('is empty where the page may use no devices', async () => {
    const { storage } = makeBook({});
    const book = new DeviceBook({ source: null, storage: asStorage(storage), choosesSpeaker: true });
    await book.refresh();
    expect(book.lists).toEqual({ microphones: [], cameras: [], speakers: [] });
  });
});

class FakeSource implements DeviceSource {
  #listener: (() => void) | null = null;

  async enumerateDevices(): Promise<MediaDeviceInfo[]> {
    return [
      info('audioinput', 'default', 'Default'),
      info('audioinput', 'm1', 'Headset'),
      info('videoinput', 'c1', 'Camera'),
      info('audiooutput', 's1', 'Speaker'),
      info('audiooutput', '', ''),
    ];
  }

  addEventListener(_type: 'devicechange', listener: () => void): void {
    this.#listener = listener;
  }

  removeEventListener(): void {
    this.#listener = null;
  }

  change(): void {
    this.#listener?.();
  }
}

function info(kind: MediaDeviceKind, deviceId: string, label: string): MediaDeviceInfo {
  return { kind, deviceId, label, groupId: '', toJSON: () => ({}) };
}

function makeBook({
  storage = new Map<string, string>(),
  choosesSpeaker = true,
}: {
  storage?: Map<string, string>;
  choosesSpeaker?: boolean;
}) {
  const source = new FakeSource();
  return { source, storage, book: new DeviceBook({ source, storage: asStorage(storage), choosesSpeaker }) };
}

function asStorage(kept: Map<string, string>) {
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}
