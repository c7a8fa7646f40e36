import { expect } from 'bun:test';
import type { SignedIn } from './client.ts';
import type { Device } from './device.ts';

export interface Seat {
  readonly client: SignedIn;
  readonly device: Device;
}

/** A group of the first, who owns it, with the others; every device shows it. */
export async function openWatercooler(seats: readonly Seat[]): Promise<string> {
  const [owner, ...others] = seats;
  if (!owner) throw new Error('nobody is there');
  const { id } = await owner.client.api.groups.create.mutate({
    name: 'Watercooler',
    description: '',
    visibility: 'private',
    memberIds: others.map(({ client }) => client.user.id),
  });
  for (const { device } of seats) {
    await device.until('the group', () => device.model.get(id) !== undefined);
    await device.model.load(id, 'newest');
  }
  return id;
}

/** What each device was told by events is what each reads afresh, and every change once. */
export async function expectInStep(seats: readonly Seat[], id: string): Promise<void> {
  for (const { client, device } of seats) {
    const { conversation } = await client.api.groups.byId.query({ id });
    const { messages } = await client.api.messages.page.query({ conversationId: id, direction: 'newest' });
    const mine = () => ({ conversation: device.model.get(id)?.conversation, messages: device.messages(id) });
    await device
      .until('the same state', () => Bun.deepEquals(mine(), { conversation, messages }))
      .catch(() => expect(mine()).toEqual({ conversation, messages }));
    const { changes } = await client.api.messages.changes.query({ conversationId: id, after: 0 });
    expect(changes.map(({ change }) => change)).toEqual(changes.map((_, index) => index + 1));
    expect(device.catchUps).toBe(0);
  }
}
