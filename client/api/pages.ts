import { asked, makeTrpcClient, type TrpcClient } from './trpc.ts';

let client: TrpcClient | undefined;

/** For pages that ask for what no store keeps: sessions, invites, files. Rejects with ParleyError. */
export function ask<T>(question: (api: TrpcClient) => Promise<T>): Promise<T> {
  client ??= makeTrpcClient();
  return asked(question(client));
}
