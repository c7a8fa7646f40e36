import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../../../server/trpc/router.ts';

type Action = inferRouterOutputs<AppRouter>['admin']['audit'][number]['action'];

interface Entry {
  readonly action: Action;
  readonly subjectName: string;
  readonly details: string;
}

type Details = Readonly<Record<string, unknown>>;

/** What follows the name of who did it. */
const WORDS = {
  'invite.created': (_, __, group) => `made an invite link${into(group)}`,
  'invite.revoked': (_, __, group) => `revoked an invite link${into(group)}`,
  'claim.created': (whom) => `made a link that hands over the account of ${whom}`,
  'rules.changed': (_, details) => `changed the rules for messages (${listed(details)})`,
  'files.rules': (_, details) => `changed the rules for files (${listed(details)})`,
  'files.quota': (whom, { quotaMb }) =>
    quotaMb === null
      ? `gave ${whom} the room that everyone has`
      : `gave ${whom} room for ${String(quotaMb)} MB`,
  'meet.policy': (_, details) => `changed who meets strangers (${listed(details)})`,
  'meet.banned': (whom, { reason, days }) =>
    `banned ${whom} from meeting strangers ${days === null ? 'for good' : `for ${String(days)} days`}: ${String(reason)}`,
  'meet.unbanned': (whom, { reason }) => `let ${whom} meet strangers again: ${String(reason)}`,
  'import.begun': (whom) => `began to bring over ${whom}`,
  'import.discarded': (whom) => `discarded the import ${whom}`,
  'user.role': (whom, { to }) => `made ${whom} a ${String(to)}`,
  'user.suspended': (whom, { reason }) => `suspended ${whom}${reason ? `: ${String(reason)}` : ''}`,
  'user.reinstated': (whom) => `let ${whom} back in`,
  'user.signedOut': (whom) => `signed ${whom} out everywhere`,
  'group.archived': (which, { reason }) => `archived the group ${which}: ${String(reason)}`,
  'group.restored': (which, { reason }) => `brought back the group ${which}: ${String(reason)}`,
  'group.handedOver': (which, { to, reason }) =>
    `made ${String(to)} the owner of the group ${which}: ${String(reason)}`,
  'group.madePrivate': (which, { reason }) =>
    `took the group ${which} out of the list of public groups: ${String(reason)}`,
  'report.dismissed': () => 'dismissed a report',
  'report.paused': (whom, { days }) => `paused ${whom} for ${String(days)} days after a report`,
  'report.banned': (whom) => `banned ${whom} from meeting strangers after a report`,
  'report.suspended': (whom) => `suspended ${whom} after a report`,
} as const satisfies Record<Action, (whom: string, details: Details, name: string) => string>;

export function entryWords({ action, subjectName, details }: Entry): string {
  const whom = subjectName || 'somebody';
  return WORDS[action](whom, JSON.parse(details) as Details, subjectName);
}

/** Of a link that admits to the server and leads into a group as well. */
const into = (group: string): string => (group ? ` into ${group}` : '');

function listed(details: Details): string {
  return Object.entries(details)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(', ');
}
