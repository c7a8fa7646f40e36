import type { Report } from '../checker.ts';
import type { History, Rest, StoredPoll, VoteOp } from '../history.ts';

/**
 * The database keeps which changes a person's votes made, and an answer tells after which of them it was given. So the
 * choice is known after each change that was answered; the others were made by votes whose outcome nobody heard.
 */
export function checkVotes({ votes }: History, { polls }: Rest, report: Report): void {
  const stored = new Map(polls.map((poll) => [poll.poll, poll]));
  for (const own of groupBy(votes, ({ poll, user }) => `${poll} ${user}`).values()) {
    checkVoter(own, stored.get(own[0]?.poll ?? ''), report);
  }
  for (const [poll, cast] of groupBy(votes, (vote) => vote.poll)) checkRevisions(poll, cast, report);
}

function checkVoter(own: readonly VoteOp[], stored: StoredPoll | undefined, report: Report): void {
  const { user, poll } = own[0] as VoteOp;
  const where = `${user} in poll ${poll}`;
  const made = stored?.made.get(user) ?? [];
  const choice = wordsOf(stored?.choices.get(user) ?? []);
  const after = new Map<number, string>([[0, wordsOf([])]]);
  const answered = own.filter(({ outcome }) => outcome === 'ok').toSorted((a, b) => a.revision - b.revision);
  for (const vote of answered) {
    const change = made.findLast((one) => one <= vote.revision) ?? 0;
    const wanted = wordsOf(vote.choice);
    const known = after.get(change) ?? wanted;
    after.set(change, known);
    if (known === wanted) continue;
    report('votes', `${where}: ${wanted} was answered at ${vote.revision}, where ${known} stands`);
  }
  const unheard = own.filter(({ outcome }) => outcome === 'unknown').map((vote) => wordsOf(vote.choice));
  const unexplained = made.filter((change) => !after.has(change)).length;
  if (unexplained > unheard.length) {
    report('once', `${where}: ${made.length} changes for ${own.length} votes that may have been taken`);
  }
  const last = after.get(made.at(-1) ?? 0);
  if (last === undefined && !unheard.includes(choice)) {
    report('whole', `${where}: ${choice} is stored, which nobody chose`);
  }
  if (last !== undefined && last !== choice)
    report('votes', `${where}: ${last} was last, ${choice} is stored`);
}

/** A message's revision only grows: what was answered before a vote began stands before it. */
function checkRevisions(poll: string, cast: readonly VoteOp[], report: Report): void {
  const answered = cast.filter(({ outcome }) => outcome === 'ok');
  const ended = answered.toSorted((a, b) => a.to - b.to);
  let highest = 0;
  let next = 0;
  for (const vote of answered.toSorted((a, b) => a.from - b.from)) {
    for (let done = ended[next]; done && done.to < vote.from; done = ended[next]) {
      highest = Math.max(highest, done.revision);
      next += 1;
    }
    if (vote.revision >= highest) continue;
    report(
      'votes',
      `${vote.tab} in poll ${poll}: answered at ${vote.revision} after ${highest} was answered`,
    );
  }
}

function wordsOf(choice: readonly number[]): string {
  return `[${choice.join(', ')}]`;
}

function groupBy(votes: readonly VoteOp[], keyOf: (vote: VoteOp) => string): Map<string, VoteOp[]> {
  const groups = new Map<string, VoteOp[]>();
  for (const vote of votes) {
    const key = keyOf(vote);
    const group = groups.get(key);
    if (group) group.push(vote);
    else groups.set(key, [vote]);
  }
  return groups;
}
