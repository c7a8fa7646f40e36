import type { DeviceProblem, EndedReason, RemoteParticipant } from '../../call/call-state.ts';

/** Why a call is over, as the person is told. `name`: who or what the call was with. */
export function endedWords(reason: EndedReason, name: string): string {
  const words = {
    hangup: 'Call ended',
    left: 'You left the call',
    declined: 'Declined',
    cancelled: 'Call cancelled',
    missed: 'No answer',
    busy: `Busy: ${name} is in another call`,
    abandoned: 'The connection was lost',
    closed: 'The server ended the call',
    failed: 'The call could not be connected',
    joinedElsewhere: 'You went on with this call on another device',
  } satisfies Record<EndedReason, string>;
  return words[reason];
}

export function pathWords(path: RemoteParticipant['path']): string {
  const words = {
    connecting: 'Connecting',
    direct: 'Direct',
    relay: 'Relay',
    sfu: 'Server',
  } satisfies Record<RemoteParticipant['path'], string>;
  return words[path];
}

export function pathSentence(path: RemoteParticipant['path']): string {
  const sentences = {
    connecting: 'Not connected yet.',
    direct: 'Straight from browser to browser.',
    relay: 'Through a relay, because no straight way was found.',
    sfu: 'Through the media server, which passes on what each of you sends.',
  } satisfies Record<RemoteParticipant['path'], string>;
  return sentences[path];
}

export function qualityWords(quality: RemoteParticipant['quality']): string {
  const words = {
    good: 'Good connection',
    fair: 'Fair connection',
    poor: 'Poor connection',
    unknown: 'Connection not measured yet',
  } satisfies Record<RemoteParticipant['quality'], string>;
  return words[quality];
}

export function problemWords(device: 'microphone' | 'camera', problem: DeviceProblem): string {
  const sentences = {
    denied: `Parley may not use your ${device}. Allow it in the browser's settings for this site.`,
    missing: `No ${device} was found. Others cannot ${device === 'camera' ? 'see' : 'hear'} you.`,
    in_use: `Your ${device} is used by another program. Close that program, then turn the ${device} on again.`,
    failed: `Your ${device} could not be started. Try again or choose another in the devices.`,
  } satisfies Record<DeviceProblem, string>;
  return sentences[problem];
}

/** 0:07, 12:30, 1:02:03. */
export function durationWords(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}
