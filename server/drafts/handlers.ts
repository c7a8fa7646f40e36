import type { Handlers } from '../realtime/handler.ts';
import { saveDraft } from './drafts.ts';

export const draftHandlers: Handlers<'draft.save'> = {
  'draft.save': (context, { userId }, up) => saveDraft(context, userId, up),
};
