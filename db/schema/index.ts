export * from './calls.ts';
export * from './chat.ts';
export * from './files.ts';
export * from './people.ts';
