import type { ServerRole } from './chat.ts';

const RANK = { guest: 0, member: 0, moderator: 1, owner: 2 } as const satisfies Record<ServerRole, number>;

/** Only who stands above somebody acts on them: nobody acts on who stands as high, nor on themselves. */
export const standsAbove = (one: ServerRole, other: ServerRole): boolean => RANK[one] > RANK[other];
