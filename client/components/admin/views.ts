import { type Component, lazy } from 'solid-js';

interface AdminView {
  /** Below /admin. */
  readonly path: string;
  readonly title: string;
  readonly Content: Component;
}

/** The pages of who looks after the server, in their order. A new one is a line here. */
export const ADMIN_VIEWS: readonly AdminView[] = [
  {
    path: '',
    title: 'Overview',
    Content: lazy(async () => ({ default: (await import('./Overview.tsx')).Overview })),
  },
  {
    path: 'people',
    title: 'People',
    Content: lazy(async () => ({ default: (await import('./People.tsx')).People })),
  },
  {
    path: 'groups',
    title: 'Groups',
    Content: lazy(async () => ({ default: (await import('./Groups.tsx')).Groups })),
  },
  {
    path: 'reports',
    title: 'Reports',
    Content: lazy(async () => ({ default: (await import('./Reports.tsx')).Reports })),
  },
  {
    path: 'log',
    title: 'Log',
    Content: lazy(async () => ({ default: (await import('./Log.tsx')).Log })),
  },
  {
    path: 'storage',
    title: 'Storage',
    Content: lazy(async () => ({ default: (await import('./Storage.tsx')).Storage })),
  },
  {
    path: 'settings',
    title: 'Settings',
    Content: lazy(async () => ({
      default: (await import('../server-settings/ServerSections.tsx')).ServerSections,
    })),
  },
];
