import { readdirSync, readFileSync } from 'node:fs';

const TICKS_A_SECOND = 100;

/** Seconds of processor time that these processes used so far, with those they started. */
export function cpuSecondsOf(pids: readonly number[]): number {
  const wanted = new Set(pids);
  let ticks = 0;
  for (const { pid, parent, used } of allProcesses()) {
    if (wanted.has(pid) || wanted.has(parent)) ticks += used;
  }
  return ticks / TICKS_A_SECOND;
}

/** Resident memory in bytes. */
export function residentBytes(pid: number): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? 0) * 1024;
}

/** Those that a process started, but for one. */
export function endChildren(parent: number, except: number): void {
  for (const child of allProcesses()) {
    if (child.parent === parent && child.pid !== except) process.kill(child.pid, 'SIGKILL');
  }
}

function allProcesses(): { pid: number; parent: number; used: number }[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      // The name in parentheses may hold anything: what counts comes after it.
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = stat
        .slice(stat.lastIndexOf(')') + 2)
        .split(' ')
        .map(Number);
      const [parent = 0, user = 0, system = 0, reapedUser = 0, reapedSystem = 0] = [1, 11, 12, 13, 14].map(
        (index) => fields[index] ?? 0,
      );
      return [{ pid: Number(name), parent, used: user + system + reapedUser + reapedSystem }];
    } catch {
      return [];
    }
  });
}
