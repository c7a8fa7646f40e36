import { type Component, lazy } from 'solid-js';
import type { ServerRole } from '../../../protocol/chat.ts';

interface ServerSection {
  readonly title: string;
  /** Moderators see what is for them, the owner sees all. */
  readonly who: 'owner' | 'moderator';
  readonly Content: Component;
}

/** What this server's page is made of, in its order. A new part is a line here. */
const SECTIONS: readonly ServerSection[] = [
  {
    title: 'Invite links',
    who: 'moderator',
    Content: lazy(async () => ({ default: (await import('./Invites.tsx')).Invites })),
  },
  {
    title: 'Messages',
    who: 'owner',
    Content: lazy(async () => ({ default: (await import('./Rules.tsx')).Rules })),
  },
  {
    title: 'Files',
    who: 'owner',
    Content: lazy(async () => ({ default: (await import('./FileRules.tsx')).FileRules })),
  },
  {
    title: 'Meet',
    who: 'owner',
    Content: lazy(async () => ({ default: (await import('./MeetRules.tsx')).MeetRules })),
  },
  {
    title: 'Bring over from Slack',
    who: 'owner',
    Content: lazy(async () => ({ default: (await import('./SlackImport.tsx')).SlackImport })),
  },
  {
    title: 'All settings',
    who: 'owner',
    Content: lazy(async () => ({ default: (await import('./Sources.tsx')).Sources })),
  },
  {
    title: 'Accounts that wait',
    who: 'owner',
    Content: lazy(async () => ({ default: (await import('./Unclaimed.tsx')).Unclaimed })),
  },
];

export function sectionsFor(role: ServerRole | undefined): readonly ServerSection[] {
  if (role === 'owner') return SECTIONS;
  return role === 'moderator' ? SECTIONS.filter((section) => section.who === 'moderator') : [];
}
