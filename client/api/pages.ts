import { createTRPCClient, httpBatchLink, type TRPCClient } from '@trpc/client';
import type { AppRouter } from '../../server/trpc/router.ts';
import { asked } from './trpc.ts';

let client: TRPCClient<AppRouter> | undefined;

/** For pages that ask for what no store keeps: sessions, invites, files. Rejects with ParleyError. */
export function ask<T>(question: (api: TRPCClient<AppRouter>) => Promise<T>): Promise<T> {
  client ??= createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: '/trpc', maxItems: 10 })] });
  return asked(question(client));
}
