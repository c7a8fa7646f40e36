import type { ConversationId } from '../../protocol/ids.ts';
import { makeSendLane, type SendLane } from './send-lane.ts';

/** What takes messages: one lane, or several side by side. */
export type Sends = Pick<SendLane, 'send' | 'close'>;

/** A lane keeps one connection of the database at work; two keep both of the usual cores at work, and more only make its batches smaller. */
const LANES = 2;

/** Of one conversation all messages go by the same lane, one after the other, as the numbers that they take. */
export function makeSends(parts: Parameters<typeof makeSendLane>[0]): Sends {
  const lanes = Array.from({ length: LANES }, () => makeSendLane(parts));
  return {
    async send(senderId, send) {
      const lane = lanes[laneOf(send.conversationId)];
      if (!lane) throw new Error(`there is no lane for ${send.conversationId}`);
      return await lane.send(senderId, send);
    },
    async close() {
      await Promise.all(lanes.map((lane) => lane.close()));
    },
  };
}

/** By the end of the id, where each is random. */
export function laneOf(id: ConversationId): number {
  return Number.parseInt(id.slice(-6), 16) % LANES;
}
