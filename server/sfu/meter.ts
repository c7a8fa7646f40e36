import type { WebRtcTransport } from 'mediasoup/types';

/** Counts the media that transports carry, those that are closed by now included. */
export class Meter {
  #closed = 0;
  readonly #open = new Map<WebRtcTransport, number>();

  watch(transport: WebRtcTransport): void {
    this.#open.set(transport, 0);
    // A transport that its worker took along counts by its last reading.
    transport.observer.once('close', () => this.#settle(transport));
  }

  /** Reads the transport for the last time, then closes it. */
  async retire(transport: WebRtcTransport): Promise<void> {
    await this.#read(transport);
    transport.close();
  }

  async total(): Promise<number> {
    await Promise.all([...this.#open.keys()].map((transport) => this.#read(transport)));
    return [...this.#open.values()].reduce((sum, bytes) => sum + bytes, this.#closed);
  }

  async #read(transport: WebRtcTransport): Promise<void> {
    try {
      const stats = await transport.getStats();
      const bytes = stats.reduce((sum, stat) => sum + mediaBytesOf(stat), 0);
      if (this.#open.has(transport)) this.#open.set(transport, bytes);
    } catch {
      // Closed meanwhile: its last reading stands.
    }
  }

  #settle(transport: WebRtcTransport): void {
    this.#closed += this.#open.get(transport) ?? 0;
    this.#open.delete(transport);
  }
}

type Stat = Awaited<ReturnType<WebRtcTransport['getStats']>>[number];

function mediaBytesOf(stat: Stat): number {
  return stat.rtpBytesReceived + stat.rtpBytesSent + stat.rtxBytesReceived + stat.rtxBytesSent;
}
