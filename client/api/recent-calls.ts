import { createTRPCUntypedClient, httpLink } from '@trpc/client';
import type { RecentCall } from '../components/call/call-line.ts';
import { asked } from './trpc.ts';

/** Newest first; `before`: the start of the oldest one that is there already. Rejects with ParleyError. */
export function readRecentCalls(before?: number): Promise<RecentCall[]> {
  const client = createTRPCUntypedClient({ links: [httpLink({ url: '/trpc' })] });
  const input = before === undefined ? {} : { before };
  return asked(client.query('calls.recent', input) as Promise<RecentCall[]>);
}
