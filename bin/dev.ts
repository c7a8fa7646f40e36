import { resolve } from 'node:path';

/** `bun run dev`: the server, started again on every change, and Vite's page with hot reload in front of it. */
const options = { cwd: resolve(import.meta.dir, '..'), stdio: ['inherit', 'inherit', 'inherit'] } as const;
const children = [
  Bun.spawn([process.execPath, '--watch', '--no-clear-screen', 'server/main.ts'], options),
  Bun.spawn([process.execPath, '--bun', 'node_modules/vite/bin/vite.js', 'client'], options),
];

const stop = () => {
  for (const child of children) child.kill('SIGTERM');
};
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
await Promise.race(children.map((child) => child.exited));
stop();
await Promise.all(children.map((child) => child.exited));
