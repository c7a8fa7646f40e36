import { createSignal } from 'solid-js';
import type { MessageRules } from '../../protocol/chat.ts';
import type { DownEvent } from '../../protocol/down.ts';
import type { MediaStatus } from '../../protocol/session.ts';
import type { Api } from '../api/api.ts';
import type { SessionStore } from './contract.ts';

const NO_RULES: MessageRules = { editWindowMinutes: null, deleteWindowMinutes: null, linkPreviews: true };

/** What the server told about itself; until it did, nothing is forbidden. */
export function createServerFacts(api: Pick<Api, 'changeRules'>) {
  const [media, setMedia] = createSignal<MediaStatus>({ state: 'preparing', reason: 'Connecting.' });
  const [uploadLimitBytes, setUploadLimit] = createSignal(Number.MAX_SAFE_INTEGER);
  const [rules, setRules] = createSignal(NO_RULES);
  const facts: Pick<SessionStore, 'media' | 'uploadLimitBytes' | 'rules' | 'changeRules'> = {
    media,
    uploadLimitBytes,
    rules,
    changeRules: async (change) => void setRules(await api.changeRules(change)),
  };
  return {
    facts,
    hear(event: DownEvent) {
      if (event.t === 'session.welcome') {
        setMedia(event.media);
        setUploadLimit(event.settings.uploadLimitBytes);
        setRules(event.settings.rules);
      } else if (event.t === 'session.media') setMedia(event.media);
      else if (event.t === 'session.rules') setRules(event.rules);
    },
  };
}
