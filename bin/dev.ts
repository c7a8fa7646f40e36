import { resolve } from 'node:path';

/** `bun run dev`: the server, started again on every change, and Vite's page with hot reload in front of it. */
const start = (...args: string[]) =>
  Bun.spawn([process.execPath, ...args], {
    cwd: resolve(import.meta.dir, '..'),
    stdio: ['inherit', 'inherit', 'inherit'],
  });
const children = [
  start('--watch', '--no-clear-screen', 'server/main.ts'),
  start('--bun', 'node_modules/vite/bin/vite.js', 'client'),
];

const stop = () => {
  for (const child of children) child.kill('SIGTERM');
};
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
await Promise.race(children.map((child) => child.exited));
stop();
await Promise.all(children.map((child) => child.exited));
