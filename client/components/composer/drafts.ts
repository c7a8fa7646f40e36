/** What was begun and not sent, kept on this device until it is. */
const PREFIX = 'parley.draft.';

export function readDraft(conversationId: string): string {
  try {
    return localStorage.getItem(PREFIX + conversationId) ?? '';
  } catch {
    return '';
  }
}

export function keepDraft(conversationId: string, text: string): void {
  try {
    if (text.trim() === '') localStorage.removeItem(PREFIX + conversationId);
    else localStorage.setItem(PREFIX + conversationId, text);
  } catch {
    // Storage is full or closed to this page: the draft lasts as long as the page.
  }
}

/** At sign-out nothing that was written stays behind. */
export function forgetDrafts(): void {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  } catch {
    // Nothing was kept then.
  }
}
