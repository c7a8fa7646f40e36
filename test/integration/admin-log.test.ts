import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type postgres from 'postgres';
import { codeOf } from '../harness/client.ts';
import { type Moderated, startModerated } from '../harness/moderated.ts';

let all: Moderated;
let server: Moderated['server'];
let sql: Moderated['sql'];
let owner: Moderated['owner'];
let carol: Moderated['carol'];
beforeAll(async () => {
  all = await startModerated();
  ({ server, sql, owner, carol } = all);
});
afterAll(() => all.close());

describe('settings', () => {
  test('tell where each comes from, and no secret', async () => {
    await owner.api.meet.setPolicy.mutate({ who: 'everyone' });
    await owner.api.files.updateRules.mutate({ userQuotaMb: 500 });
    const sources = await owner.api.admin.sources.query();
    const of = (name: string) => sources.find((one) => one.name === name);
    expect(of('MESH_LIMIT')).toMatchObject({ value: '4', source: 'default' });
    expect(of('MEET_PATH')).toMatchObject({ value: 'direct', source: 'environment' });
    expect(of('MEET')).toMatchObject({ value: 'everyone', source: 'database' });
    expect(of('Room for each person, in MB')).toMatchObject({ value: '500', source: 'database' });
    expect(of('TURN_SECRET')).toEqual({
      name: 'TURN_SECRET',
      value: null,
      source: 'environment',
      isSecret: true,
    });
    const { password } = new URL(server.databaseUrl);
    expect(password).not.toBe('');
    expect(JSON.stringify(sources)).not.toMatch(new RegExp(`hush|${password}`));
    expect((await all.actions()).slice(0, 2)).toEqual(['files.rules', 'meet.policy']);
  });
});

describe('the audit log', () => {
  test('is only added to: the database refuses to change it', async () => {
    expect(sql`update audit_entries set actor_name = 'Bob'`).rejects.toThrow('only added to');
    expect(sql`delete from audit_entries`).rejects.toThrow('only added to');
    expect(await carol.api.admin.verifyAudit.query()).toMatchObject({ brokenAt: null });
  });

  test('an action that is refused leaves no entry', async () => {
    const { entries } = await carol.api.admin.verifyAudit.query();
    expect(await codeOf(carol.api.admin.people.suspend.mutate({ userId: owner.user.id }))).toBe('forbidden');
    expect(await codeOf(carol.api.admin.revokeInvite.mutate({ id: crypto.randomUUID() }))).toBe('not_found');
    expect((await carol.api.admin.verifyAudit.query()).entries).toBe(entries);
  });

  test('entries of many at once stand in one row', async () => {
    const { entries } = await carol.api.admin.verifyAudit.query();
    await Promise.all(Array.from({ length: 12 }, () => carol.api.admin.createInvite.mutate({ uses: 1 })));
    expect(await carol.api.admin.verifyAudit.query()).toMatchObject({
      entries: entries + 12,
      brokenAt: null,
    });
  });

  test('tells of an entry that was changed, of one that is gone, and of an end that was cut off', async () => {
    const { entries } = await carol.api.admin.verifyAudit.query();
    const broken = async (change: (tx: postgres.TransactionSql) => Promise<unknown>) => {
      await sql.begin(async (tx) => {
        await tx`alter table audit_entries disable trigger user`;
        await tx`create table kept as select * from audit_entries`;
        await change(tx);
      });
      const { brokenAt } = await carol.api.admin.verifyAudit.query();
      await sql.begin(async (tx) => {
        await tx`truncate audit_entries`;
        await tx`insert into audit_entries select * from kept`;
        await tx`drop table kept`;
        await tx`alter table audit_entries enable trigger user`;
      });
      return brokenAt;
    };
    expect(await broken((tx) => tx`update audit_entries set actor_name = 'Mallory' where seq = 3`)).toBe(3);
    expect(await broken((tx) => tx`update audit_entries set details = details || ' ' where seq = 2`)).toBe(2);
    expect(await broken((tx) => tx`delete from audit_entries where seq = 4`)).toBe(4);
    expect(await broken((tx) => tx`delete from audit_entries where seq = ${entries}`)).toBe(entries);
    expect(await carol.api.admin.verifyAudit.query()).toMatchObject({ entries, brokenAt: null });
  });
});
