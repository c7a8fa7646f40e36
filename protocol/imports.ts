import type { ConversationId, UserId } from './ids.ts';

/** Imports of other systems' archives, as the API tells of them: see server/trpc/API.md. */

export type ImportState = 'reading' | 'ready' | 'running' | 'done' | 'failed';

export interface ImportedPerson {
  /** As the other system names them. */
  readonly key: string;
  readonly username: string;
  readonly name: string;
  readonly email: string;
  readonly messages: number;
  /** Who they seem to be here; null: an account would be made for them. */
  readonly match: UserId | null;
}

export interface ImportSummary {
  readonly people: readonly ImportedPerson[];
  readonly channels: readonly {
    readonly key: string;
    readonly name: string;
    readonly isPrivate: boolean;
    readonly isArchived: boolean;
    readonly messages: number;
  }[];
  /** Conversations of two people, of which no more is told; an import that was looked through earlier knows of none. */
  readonly directs?: { readonly conversations: number; readonly messages: number };
  /** Theirs included. */
  readonly messages: number;
  readonly files: number;
  /** Why something will not come over, and how often. */
  readonly skipped: Readonly<Record<string, number>>;
}

/** By `ImportedPerson.key`; null: a new account. Who is left out is who they seem to be. */
export type ImportChoices = Readonly<Record<string, UserId | null>>;

export interface ImportProgress {
  /** Days of channels that are through, of so many in all. */
  readonly done: number;
  readonly total: number;
  readonly counts: ImportCounts;
}

export interface ImportCounts {
  /** Messages that are here by this import, and those that were here before. */
  readonly imported: number;
  readonly known: number;
  readonly skipped: Readonly<Record<string, number>>;
  /** What came over, and not as it was. */
  readonly losses: Readonly<Record<string, number>>;
}

export interface ImportReport {
  readonly counts: ImportCounts;
  readonly people: { readonly known: number; readonly made: number };
  readonly groups: readonly { readonly id: ConversationId; readonly name: string }[];
  readonly directs?: number;
}

export interface ImportInfo {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly createdAt: number;
  readonly state: ImportState;
  readonly summary: ImportSummary | null;
  readonly progress: ImportProgress | null;
  readonly report: ImportReport | null;
  readonly problem: string | null;
}
