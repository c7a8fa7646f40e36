import type { FileInfo, Message } from '../../../protocol/chat.ts';
import { openChat, type Person } from './person.ts';

/** What the pictures show: ids of conversations and people that hold something to look at. */
export interface Scene {
  readonly direct: string;
  readonly group: string;
  /** The message of the group that a thread hangs on. */
  readonly thread: string;
  readonly bob: string;
}

export async function makeScene(cast: readonly Person[]): Promise<Scene> {
  const [alice, bob, carol] = cast;
  if (!alice || !bob || !carol) throw new Error('The scene needs Alice, Bob and Carol.');
  await bob.mutate('users.update', { status: 'On the train' });
  await alice.mutate('users.update', { status: 'In the garden until noon' });
  const group = await alice.mutate<{ id: string }>('groups.create', {
    name: 'Watercooler',
    description: 'Small talk, lunch, and who broke the build.',
    visibility: 'public',
    memberIds: [bob.user.id, carol.user.id],
  });
  const direct = await alice.mutate<{ id: string }>('groups.direct', { userId: bob.user.id });
  await alice.mutate('groups.direct', { userId: carol.user.id });

  const thread = await sayInGroup(group.id, { alice, bob, carol });
  await sayAll(direct.id, [
    [bob, 'Are you coming up on Sunday?'],
    [alice, 'Yes, with the early train. Should I bring anything?'],
  ]);
  await openChat(bob.page, direct.id);
  const files = await attach(bob, [
    { name: 'harbour.png', type: 'image/png', bytes: await paintHarbour(bob) },
    {
      name: 'tide-tables.txt',
      type: 'text/plain',
      bytes: Buffer.from('High water 06:12 and 18:37\n'.repeat(400)),
    },
  ]);
  await say(bob, direct.id, 'Look who is back in the water', { fileIds: [files[0]?.id ?? ''] });
  await sayAll(direct.id, [
    [alice, 'She looks better than last year. Did the paint hold?'],
    [
      bob,
      'Mostly. The waterline needs another coat, and I would like your eyes on the rudder before we trust it.',
    ],
  ]);
  await say(bob, direct.id, 'Tides for the week: https://tides.example.org/harbour?week=19', {
    fileIds: [files[1]?.id ?? ''],
  });
  await sayAll(direct.id, [
    [alice, 'I will bring the long brush.\nAnd the small tin of `HB 40150`, if the shop is open.'],
    [bob, 'Perfect. Platform 2, I will wait by the clock.'],
  ]);
  await openChat(carol.page, group.id);
  return { direct: direct.id, group: group.id, thread, bob: bob.user.id };
}

/**
 * A quote, reactions, a list, code, a pin, an edit, a mention, a thread, and a message that was taken back. Answers what
 * the thread hangs on.
 */
async function sayInGroup(
  id: string,
  { alice, bob, carol }: Record<'alice' | 'bob' | 'carol', Person>,
): Promise<string> {
  const green = await say(
    carol,
    id,
    'Morning all. The build is **green** again, thanks to whoever found the clock that ran backwards.',
  );
  await react([alice, bob], green.id, '🎉');
  await react([carol], green.id, '👍');
  await say(bob, id, 'That was Alice.');
  const fix = await say(
    alice,
    id,
    'It was the test that ran backwards. The fix is one line:\n```ts\nconst elapsed = clock.now() - startedAt;\n```',
  );
  await react([bob], fix.id, '❤️');
  await alice.mutate('messages.pin', { messageId: fix.id, on: true });
  const plans = await say(
    carol,
    id,
    'For Friday:\n- cake, from the place by the harbour\n- someone to let the painters in\n- the long table',
  );
  const inThread = { threadRootId: plans.id };
  await say(bob, id, 'The painters can only come before ten.', inThread);
  await say(alice, id, 'I am there from eight. Who has the key to the store room?', inThread);
  await say(carol, id, 'It hangs behind the door.', inThread);
  const odd = await say(bob, id, 'wrong window');
  await bob.mutate('messages.delete', { messageId: odd.id });
  await say(bob, id, `I can do the cake. @${alice.user.username}, the painters?`, { replyTo: plans.id });
  const poll = await say(carol, id, 'Which cake?', { poll: { options: ['Lemon', 'Poppy seed', 'Both'] } });
  for (const [person, choice] of [
    [alice, 2],
    [bob, 2],
    [carol, 0],
  ] as const)
    await person.mutate('messages.vote', { messageId: poll.id, choice: [choice] });
  const lunch = await say(alice, id, 'Lunch at noon?');
  await alice.mutate('messages.edit', { messageId: lunch.id, text: 'Yes. Lunch at one?' });
  await say(carol, id, 'Save me a seat, I am on a call until then.');
  return plans.id;
}

async function sayAll(conversationId: string, lines: readonly (readonly [Person, string])[]): Promise<void> {
  for (const [person, text] of lines) await say(person, conversationId, text);
}

interface More {
  readonly fileIds?: readonly string[];
  readonly replyTo?: string;
  readonly threadRootId?: string;
  readonly poll?: { readonly options: readonly string[] };
}

async function say(person: Person, conversationId: string, text: string, more: More = {}): Promise<Message> {
  const send = { clientId: crypto.randomUUID(), conversationId, text, ...more };
  return (await person.mutate<{ message: Message }>('messages.send', send)).message;
}

async function react(people: readonly Person[], messageId: string, emoji: string): Promise<void> {
  for (const person of people) await person.mutate('messages.react', { messageId, emoji, on: true });
}

interface NewFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** Uploads as the page does: created, then filled by one PATCH. */
async function attach(person: Person, files: readonly NewFile[]): Promise<FileInfo[]> {
  const done: FileInfo[] = [];
  for (const { name, type, bytes } of files) {
    const tus = { 'tus-resumable': '1.0.0' };
    const encode = (text: string) => Buffer.from(text).toString('base64');
    const created = await person.context.request.post('/files/upload', {
      headers: {
        ...tus,
        'upload-length': String(bytes.length),
        'upload-metadata': `filename ${encode(name)},filetype ${encode(type)}`,
      },
    });
    const filled = await person.context.request.patch(created.headers()['location'] ?? '', {
      headers: { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
      data: bytes,
    });
    const told = filled.headers()['parley-file'];
    if (!told) throw new Error(`${name} was not taken: ${filled.status()}`);
    done.push(JSON.parse(decodeURIComponent(told)) as FileInfo);
  }
  return done;
}

/** A picture of our own making: a sail at sea, painted by the browser. */
async function paintHarbour(person: Person): Promise<Buffer> {
  const encoded = await person.page.evaluate(() => {
    const canvas = document.createElement('canvas');
    canvas.width = 1600;
    canvas.height = 1067;
    const paint = canvas.getContext('2d');
    if (!paint) return '';
    const fade = (from: number, to: number, top: string, bottom: string) => {
      const gradient = paint.createLinearGradient(0, from, 0, to);
      gradient.addColorStop(0, top);
      gradient.addColorStop(1, bottom);
      paint.fillStyle = gradient;
      paint.fillRect(0, from, 1600, to - from);
    };
    const shape = (color: string, ...points: [number, number][]) => {
      paint.fillStyle = color;
      paint.beginPath();
      for (const [x, y] of points) paint.lineTo(x, y);
      paint.fill();
    };
    fade(0, 640, '#86aec4', '#ecdcc0');
    fade(640, 1067, '#3d7080', '#173640');
    shape('#5d7f83', [0, 640], [260, 550], [500, 610], [800, 500], [1130, 620], [1600, 550], [1600, 640]);
    shape('#f4efe4', [760, 220], [760, 660], [500, 660]);
    shape('#c9563c', [785, 270], [785, 660], [995, 660]);
    shape('#22262f', [430, 690], [1070, 690], [980, 790], [540, 790]);
    return canvas.toDataURL('image/png').split(',')[1] ?? '';
  });
  return Buffer.from(encoded, 'base64');
}
