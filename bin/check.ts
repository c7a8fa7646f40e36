import { runChecks } from '../test/run/checks.ts';
import { unit } from '../test/run/suites.ts';

/** `bun run check`: everything that can be told without a browser. */
const outcomes = await runChecks(({ name, passed, seconds, complaint }) => {
  console.log(`${passed ? 'passed' : 'FAILED'}  ${name} (${seconds.toFixed(1)} s)`);
  if (!passed) console.log(complaint);
});
const tests = await unit([]);
const failed = outcomes.filter(({ passed }) => !passed).length + tests.failed;
console.log(`${outcomes.length + tests.passed + tests.failed - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
