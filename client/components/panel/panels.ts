/** What may stand beside a conversation; its name is in the address. */
const PANELS = ['thread', 'details', 'pins', 'search', 'files'] as const;
export type Panel = (typeof PANELS)[number];

export function panelOf(search: Readonly<Record<string, unknown>>): Panel | null {
  return PANELS.find((panel) => search[panel] !== undefined) ?? null;
}
