import { expect, test } from 'bun:test';
import { readConfig } from './config.ts';

const shown = (env: Record<string, string>, name: string) =>
  readConfig(env).shown.find((setting) => setting.name === name);

test('every setting says what it is and whether the environment or nobody set it', () => {
  expect(shown({}, 'PORT')).toEqual({ name: 'PORT', value: '3000', source: 'default', isSecret: false });
  expect(shown({ PORT: '3000' }, 'PORT')?.source).toBe('environment');
  expect(shown({ PUBLIC_URL: '' }, 'PUBLIC_URL')).toMatchObject({ value: null, source: 'default' });
});

test('of a secret nothing is told but that it is set, of an address not who signs in there', () => {
  expect(shown({ METRICS_TOKEN: 'hush' }, 'METRICS_TOKEN')).toMatchObject({ value: null, isSecret: true });
  const DATABASE_URL = 'postgres://parley:hush@db:5432/parley?password=hush';
  expect(shown({ DATABASE_URL }, 'DATABASE_URL')?.value).toBe('postgres://db:5432/parley');
});
