import type { Replies, UpOf, UpType } from '../../protocol/up.ts';
import type { Context } from '../context.ts';
import type { Connection } from './device.ts';

/**
 * One entry a frame type: check, call the domain, answer. A throw of `ParleyError` becomes the request's error; any
 * other throw is logged and becomes `internal`.
 */
export type Handlers<T extends UpType> = {
  readonly [K in T]: (
    context: Context,
    connection: Connection,
    up: UpOf<K>,
  ) => K extends keyof Replies ? Promise<Replies[K]> | Replies[K] : Promise<void> | void;
};
