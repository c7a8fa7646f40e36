/** For tests: a track with what links and local media use of the browser's. */
export class FakeTrack extends EventTarget {
  readonly kind: 'audio' | 'video';
  readonly id: string;
  readonly settings: MediaTrackSettings;
  enabled = true;
  contentHint = '';
  readyState: MediaStreamTrackState = 'live';
  onended: (() => void) | null = null;

  constructor(kind: 'audio' | 'video', id: string = kind, settings: MediaTrackSettings = {}) {
    super();
    this.kind = kind;
    this.id = id;
    this.settings = settings;
  }

  /** As the browser types it. */
  get asTrack(): MediaStreamTrack {
    return this as unknown as MediaStreamTrack;
  }

  getSettings(): MediaTrackSettings {
    return this.settings;
  }

  /** By the page: tells nobody. */
  stop(): void {
    this.readyState = 'ended';
  }

  /** By the device, or by the browser's own button. */
  end(): void {
    this.readyState = 'ended';
    this.onended?.();
    this.dispatchEvent(new Event('ended'));
  }
}
