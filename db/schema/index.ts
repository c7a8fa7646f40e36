export * from './calls.ts';
export * from './chat.ts';
export * from './files.ts';
export * from './group-invites.ts';
export * from './marks.ts';
export * from './notify.ts';
export * from './people.ts';
export * from './settings.ts';
