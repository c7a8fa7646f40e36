import { expect, test } from 'bun:test';
import { entryWords } from './entry-words.ts';

test('an entry about an invite link says into which group it leads, if into one', () => {
  const words = (subjectName: string) => entryWords({ action: 'invite.created', subjectName, details: '{}' });
  expect(words('')).toBe('made an invite link');
  expect(words('Watercooler')).toBe('made an invite link into Watercooler');
});
