import type { NoticeType, Up, UpType } from '../../protocol/up.ts';
import { adminHandlers } from '../admin/handlers.ts';
import { callHandlers } from '../calls/handlers.ts';
import type { Context } from '../context.ts';
import { directHandlers } from '../direct/handlers.ts';
import { draftHandlers } from '../drafts/handlers.ts';
import { meetHandlers } from '../meet/handlers.ts';
import { createChatHandlers } from '../messages/handlers.ts';
import { sfuHandlers } from '../sfu/handlers.ts';
import type { Connection } from './device.ts';
import type { Handlers } from './handler.ts';
import { presenceHandlers } from './presence-handlers.ts';

/** The connection itself answers hello and ping. */
export type DomainFrame = Exclude<UpType, 'session.hello' | 'session.ping'>;
export type DomainUp = Extract<Up, { t: DomainFrame }>;

/** Every frame that reaches the domain, and who takes it. */
export function createHandlers() {
  return {
    ...createChatHandlers(),
    ...draftHandlers,
    ...presenceHandlers,
    ...callHandlers,
    ...sfuHandlers,
    ...meetHandlers,
    ...directHandlers,
    ...adminHandlers,
  } satisfies Handlers<DomainFrame>;
}

export type HandlerTable = Handlers<DomainFrame>;

/** The answer of a request; of a notice nothing. */
export async function dispatch(
  handlers: HandlerTable,
  { context, connection }: { readonly context: Context; readonly connection: Connection },
  up: DomainUp,
): Promise<unknown> {
  const carried = context.nodes.carry(connection, up);
  if (carried) return carried;
  // The table pairs each type with its own handler, which the compiler cannot follow through a union.
  const handle = handlers[up.t] as (context: Context, connection: Connection, up: DomainUp) => unknown;
  return handle(context, connection, up);
}

const notices = {
  'session.hello': true,
  'session.ping': true,
  'chat.typing': true,
  'presence.set': true,
  'call.uplink': true,
  'call.measured': true,
  'meet.typing': true,
} as const satisfies Record<NoticeType, true>;

export function isNotice(type: UpType): type is NoticeType {
  return type in notices;
}
