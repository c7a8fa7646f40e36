import type { OwnConversation, OwnMessage } from './own-data.ts';

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}li{margin:.4rem 0;overflow-wrap:anywhere}
time,small{color:#666}p{white-space:pre-wrap;margin:.2rem 0}
@media(prefers-color-scheme:dark){body{background:#16181d;color:#ecebe8}time,small{color:#a3a5ab}}`;

interface PageParts {
  readonly profile: unknown;
  readonly conversations: readonly OwnConversation[];
  readonly messages: AsyncIterable<OwnMessage>;
}

/** What one wrote, to be read without a program. */
export async function* pageOf({ profile, conversations, messages }: PageParts): AsyncGenerator<string> {
  const names = new Map(conversations.map(({ id, name }) => [id, name]));
  const who =
    typeof profile === 'object' && profile !== null && 'name' in profile ? String(profile.name) : '';
  yield `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(who)}</title><style>${STYLE}</style>
<h1>What ${escape(who)} wrote</h1>
<p>Beside this page lie the same and more as JSON, and the files. What others wrote is not in it.</p>
<h2>Conversations</h2><ul>`;
  for (const { name, kind, role } of conversations) {
    yield `<li>${escape(name)} <small>${kind === 'group' ? escape(role) : 'direct'}</small></li>`;
  }
  yield '</ul><h2>Messages</h2><ul>';
  for await (const message of messages) {
    const { createdAt, text, conversationId, editedAt, fileIds } = message;
    const place = names.get(conversationId) ?? 'a conversation that was left';
    const notes = [editedAt ? 'edited' : '', fileIds.length > 0 ? `files: ${fileIds.length}` : ''];
    yield `<li><small><time>${escape(createdAt)}</time> in ${escape(place)}
${notes.filter(Boolean).join(', ')}</small><p>${escape(text)}</p></li>`;
  }
  yield '</ul></html>';
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
