export const WHO_MAY_JOIN = [
  { value: 'private', title: 'Private', text: 'Only people who are added' },
  { value: 'public', title: 'Public', text: 'Anyone on this server' },
] as const;
