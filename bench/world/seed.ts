import type { Sql } from 'postgres';
import type { Person } from '../load/dialect.ts';
import { withSql } from './database.ts';

/** People in groups, each with so many sessions. */
export interface Population {
  readonly groups: number;
  readonly people: number;
  readonly sessions: number;
}

/** Sessions by their group, as the generators want them. */
export type Groups = readonly (readonly Person[])[];

const uuidOf = (kind: number, n: number) =>
  `0000000${kind}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

/** Accounts as sign-up leaves them, only that their passwords are never asked for. */
export async function seedParley(url: string, population: Population): Promise<Groups> {
  const { groups, people, sessions } = population;
  await withSql(url, async (sql) => {
    await sql`
      insert into users (id, username, name, role)
      select ('00000001-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'bench' || n, 'Bench ' || n, 'member'
      from generate_series(0, ${groups * people - 1}::int) n`;
    await sql`
      insert into conversations (id, kind, name)
      select ('00000002-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'group', 'Group ' || n
      from generate_series(0, ${groups - 1}::int) n`;
    await sql`
      insert into memberships (conversation_id, user_id, role)
      select ('00000002-0000-7000-8000-' || lpad(to_hex(n / ${people}::int), 12, '0'))::uuid,
        ('00000001-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'member'
      from generate_series(0, ${groups * people - 1}::int) n`;
    await sql`
      insert into sessions (id, user_id, token_hash, expires_at)
      select gen_random_uuid(), ('00000001-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
        encode(sha256(('token-' || n || '-' || s)::bytea), 'hex'), now() + interval '1 day'
      from generate_series(0, ${groups * people - 1}::int) n, generate_series(0, ${sessions - 1}::int) s`;
    await settle(sql);
  });
  return groupsOf(population, (group) => uuidOf(2, group));
}

export async function seedPeer(url: string, population: Population): Promise<Groups> {
  const { groups, people, sessions } = population;
  await withSql(url, async (sql) => {
    await sql`create table users (id integer primary key, name text not null)`;
    await sql`create table sessions (
      token text primary key, user_id integer not null references users, expires_at timestamptz not null)`;
    await sql`create table rooms (id text primary key, name text not null)`;
    await sql`create table members (
      room_id text not null references rooms, user_id integer not null references users,
      primary key (room_id, user_id))`;
    await sql`create index on members (user_id)`;
    await sql`create table messages (
      id bigserial primary key, room_id text not null references rooms, user_id integer not null references users,
      text text not null, created_at timestamptz not null default now())`;
    await sql`create index on messages (room_id, id)`;
    await sql`insert into users select n, 'Bench ' || n from generate_series(0, ${groups * people - 1}::int) n`;
    await sql`insert into rooms select n::text, 'Group ' || n from generate_series(0, ${groups - 1}::int) n`;
    await sql`insert into members
      select (n / ${people}::int)::text, n from generate_series(0, ${groups * people - 1}::int) n`;
    await sql`
      insert into sessions select 'token-' || n || '-' || s, n, now() + interval '1 day'
      from generate_series(0, ${groups * people - 1}::int) n, generate_series(0, ${sessions - 1}::int) s`;
    await settle(sql);
  });
  return groupsOf(population, String);
}

function groupsOf({ groups, people, sessions }: Population, idOf: (group: number) => string): Person[][] {
  return Array.from({ length: groups }, (_, group) =>
    Array.from({ length: people * sessions }, (_each, index) => ({
      token: `token-${group * people + (index % people)}-${Math.floor(index / people)}`,
      conversationId: idOf(group),
    })),
  );
}

async function settle(sql: Sql): Promise<void> {
  await sql`vacuum analyze`;
  await sql`checkpoint`;
}
