import type { FileInfo, Message, SystemEvent } from '../../../protocol/chat.ts';
import { duration, plural } from '../../ui/format.ts';
import { oneLine } from '../text/one-line.ts';

/** One line that stands for a message in a list. */
export function previewOf(message: Message, nameOf: (userId: string) => string, meId: string): string {
  if (message.event) return eventLine(message.event, message.senderId, nameOf, meId);
  if (message.deletedAt !== null) return 'Deleted message';
  const text = oneLine(message.text);
  if (message.poll) return `Poll: ${text}`;
  return text === '' ? filesLine(message.files) : text;
}

function filesLine(files: readonly FileInfo[]): string {
  const images = files.filter((file) => file.type.startsWith('image/')).length;
  if (images > 0 && images === files.length) return images === 1 ? 'Picture' : `${images} pictures`;
  if (files.length === 1 && files[0]?.voice) return 'Voice message';
  return files.length === 1 ? (files[0]?.name ?? 'File') : plural(files.length, 'file');
}

/** What a system line says. `You` is said in the second person. */
export function eventLine(
  event: SystemEvent,
  byId: string,
  nameOf: (userId: string) => string,
  meId: string,
): string {
  const who = (id: string) => (id === meId ? 'You' : nameOf(id));
  const whom = (id: string) => (id === meId ? 'you' : nameOf(id));
  switch (event.kind) {
    case 'created':
      return `${who(byId)} started the conversation`;
    case 'joined':
      return `${who(event.userId)} joined`;
    case 'added':
      return `${who(byId)} added ${whom(event.userId)}`;
    case 'left':
      return `${who(event.userId)} left`;
    case 'removed':
      return `${who(byId)} removed ${whom(event.userId)}`;
    case 'renamed':
      return `${who(byId)} named the group “${event.name}”`;
    case 'opened':
      return `${who(byId)} made the group ${event.visibility}`;
    case 'handedOver':
      return `${who(byId)} made ${whom(event.userId)} the owner`;
    case 'archived':
      return `${who(byId)} archived the group`;
    case 'restored':
      return `${who(byId)} brought the group back from the archive`;
    case 'call':
      return callLine(event, byId === meId);
  }
}

function callLine(event: Extract<SystemEvent, { kind: 'call' }>, mine: boolean): string {
  const call = event.video ? 'Video call' : 'Call';
  const lines = {
    ended: `${call}, ${duration(event.durationMs)}`,
    missed: mine ? `${call}, no answer` : `Missed ${call.toLowerCase()}`,
    declined: `${call} declined`,
    cancelled: mine ? `${call} cancelled` : `Missed ${call.toLowerCase()}`,
    failed: `${call} failed`,
  } satisfies Record<typeof event.outcome, string>;
  return lines[event.outcome];
}
