import { Emitter } from '../emitter.ts';
import type { DeviceChoice, DeviceLists } from './call-state.ts';

/** What the book takes from `navigator.mediaDevices`. */
export interface DeviceSource {
  enumerateDevices(): Promise<MediaDeviceInfo[]>;
  addEventListener(type: 'devicechange', listener: () => void): void;
  removeEventListener(type: 'devicechange', listener: () => void): void;
}
export type KeyValue = Pick<Storage, 'getItem' | 'setItem'>;

export interface DeviceBookOptions {
  /** null: the page may not use devices at all (plain HTTP). */
  readonly source: DeviceSource | null;
  readonly storage: KeyValue;
  /** Whether the page can send sound to a chosen speaker. */
  readonly choosesSpeaker: boolean;
}

const STORAGE_KEY = 'parley.devices';

/** The devices that are there, and which of them the user chose; the choice outlives the page. */
export class DeviceBook {
  readonly #options: DeviceBookOptions;
  readonly #changes = new Emitter<void>();
  readonly #listen = () => void this.refresh();
  #lists: DeviceLists = { microphones: [], cameras: [], speakers: [] };
  #choice: DeviceChoice;

  constructor(options: DeviceBookOptions) {
    this.#options = options;
    this.#choice = readChoice(options.storage);
    options.source?.addEventListener('devicechange', this.#listen);
  }

  get lists(): DeviceLists {
    return this.#lists;
  }

  get choice(): DeviceChoice {
    return this.#choice;
  }

  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  /** Labels are there once the user has allowed a device. */
  async refresh(): Promise<void> {
    const found = (await this.#options.source?.enumerateDevices().catch(() => [])) ?? [];
    const of = (kind: MediaDeviceKind) => listOf(found.filter((device) => device.kind === kind));
    this.#lists = {
      microphones: of('audioinput'),
      cameras: of('videoinput'),
      speakers: this.#options.choosesSpeaker ? of('audiooutput') : [],
    };
    this.#changes.emit();
  }

  /** Answers which devices became other ones. */
  choose(choice: Partial<DeviceChoice>): (keyof DeviceChoice)[] {
    const before = this.#choice;
    this.#choice = { ...before, ...choice };
    try {
      this.#options.storage.setItem(STORAGE_KEY, JSON.stringify(this.#choice));
    } catch {
      // A full or forbidden storage only means that the choice ends with the page.
    }
    this.#changes.emit();
    return deviceKeys.filter((key) => this.#choice[key] !== before[key]);
  }

  close(): void {
    this.#options.source?.removeEventListener('devicechange', this.#listen);
  }
}

const deviceKeys = ['microphone', 'camera', 'speaker'] as const satisfies readonly (keyof DeviceChoice)[];

/** Chromium lists its default and the system's communication device a second time. */
function listOf(devices: readonly MediaDeviceInfo[]): { id: string; label: string }[] {
  return devices
    .filter(({ deviceId }) => deviceId !== '' && deviceId !== 'default' && deviceId !== 'communications')
    .map(({ deviceId, label }) => ({ id: deviceId, label }));
}

function readChoice(storage: KeyValue): DeviceChoice {
  const none: DeviceChoice = { microphone: null, camera: null, speaker: null };
  try {
    const kept: unknown = JSON.parse(storage.getItem(STORAGE_KEY) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return none;
    const entries = new Map<string, unknown>(Object.entries(kept));
    const read = (key: keyof DeviceChoice) => {
      const id = entries.get(key);
      return typeof id === 'string' ? id : null;
    };
    return { microphone: read('microphone'), camera: read('camera'), speaker: read('speaker') };
  } catch {
    return none;
  }
}
