import * as v from 'valibot';
import { adminDown } from './admin.ts';
import { callDown } from './call.ts';
import { chatDown } from './chat.ts';
import { directDown } from './direct.ts';
import { draftDown } from './draft.ts';
import { meetDown } from './meet.ts';
import { presenceDown } from './presence.ts';
import { scheduledDown } from './scheduled.ts';
import { sessionDown } from './session.ts';
import { settingsDown } from './settings.ts';
import { sfuDown } from './sfu.ts';

/** Everything the server may send. */
export const downSchema = v.variant('t', [
  ...sessionDown,
  ...chatDown,
  ...draftDown,
  ...scheduledDown,
  ...presenceDown,
  ...callDown,
  ...sfuDown,
  ...settingsDown,
  ...meetDown,
  ...directDown,
  ...adminDown,
]);
export type Down = v.InferOutput<typeof downSchema>;
export type DownType = Down['t'];
export type DownOf<T extends DownType> = Extract<Down, { t: T }>;
/** What arrives by itself, in contrast to the answers of requests. */
export type DownEvent = Exclude<Down, { t: 'ok' | 'error' | 'session.pong' }>;
