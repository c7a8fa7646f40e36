import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  expect,
  type Page,
  type WebSocket,
} from '@playwright/test';
import type { Conversation, User } from '../../../protocol/chat.ts';

export interface Person {
  readonly name: string;
  readonly user: User;
  /** The person's first device. */
  readonly context: BrowserContext;
  readonly page: Page;
  /** Asks the API as this person. */
  mutate<T>(procedure: string, input: unknown): Promise<T>;
  /** Another browser, signed in as the same person. */
  newDevice(): Promise<Page>;
  close(): Promise<void>;
}

/** What is kept for later comes with tests of its own; motion is seen by those who come with a browser of their own. Here both would only cost time. */
const PLAIN: BrowserContextOptions = { serviceWorkers: 'block', reducedMotion: 'reduce' };

export const PASSWORD = 'correct horse battery';

interface SignUpOptions {
  readonly browser: Browser;
  readonly baseURL: string;
  readonly name: string;
  readonly invite?: string | undefined;
  readonly device?: BrowserContextOptions | undefined;
}

let counted = 0;

/** Each person comes from an address of their own: a server counts sign-ups by address. */
function newAddress(): string {
  counted += 1;
  return `10.1.${Math.floor(counted / 250)}.${(counted % 250) + 1}`;
}

/** Signs up by the API; the page opens when a test goes somewhere. */
export async function signUp({ browser, baseURL, name, invite, device }: SignUpOptions): Promise<Person> {
  const headers = { 'x-forwarded-for': newAddress() };
  const context = await browser.newContext({ ...PLAIN, ...device, baseURL });
  await context.addInitScript(sendSmallVideo);
  const username = `${name.toLowerCase()}-${crypto.randomUUID().slice(0, 8)}`;
  const mutate = async <T>(procedure: string, input: unknown, on = context): Promise<T> => {
    const answer = await on.request.post(`/trpc/${procedure}`, { data: input, headers });
    expect(answer.ok(), `${procedure}: ${answer.status()} ${await answer.text()}`).toBe(true);
    const body: { result: { data: T } } = await answer.json();
    return body.result.data;
  };
  const devices = [context];
  const user = await mutate<User>('auth.signUp', { username, name, password: PASSWORD, invite });
  const page = await context.newPage();
  const newDevice = async () => {
    const other = await browser.newContext({ ...PLAIN, baseURL });
    await other.addInitScript(sendSmallVideo);
    await mutate('auth.signIn', { username, password: PASSWORD }, other);
    devices.push(other);
    return await other.newPage();
  };
  return {
    name,
    user,
    context,
    page,
    mutate: (procedure, input) => mutate(procedure, input),
    newDevice,
    close: async () => void (await Promise.all(devices.map((open) => open.close()))),
  };
}

/** Both open the conversation that the two have together. */
export async function openDirect(one: Person, other: Person): Promise<Conversation> {
  const conversation = await one.mutate<Conversation>('groups.direct', { userId: other.user.id });
  await Promise.all([one, other].map((person) => openChat(person.page, conversation.id)));
  return conversation;
}

export async function makeGroup(owner: Person, others: readonly Person[]): Promise<Conversation> {
  return await owner.mutate<Conversation>('groups.create', {
    name: 'Watercooler',
    description: '',
    visibility: 'private',
    memberIds: others.map((person) => person.user.id),
  });
}

/** The group "Watercooler", open on everyone's page. */
export async function openGroup(owner: Person, others: readonly Person[]): Promise<Conversation> {
  const conversation = await makeGroup(owner, others);
  await Promise.all([owner, ...others].map((person) => openChat(person.page, conversation.id)));
  return conversation;
}

export async function openChat(page: Page, conversationId: string): Promise<void> {
  await welcomed(page, () => page.goto(`/c/${conversationId}`));
  await expect(page.getByRole('textbox', { name: 'Message', exact: true })).toBeVisible();
}

/** Loads the page anew; what happens from then on reaches it. */
export const reloadChat = (page: Page): Promise<void> => welcomed(page, () => page.reload());

/** Until the server welcomed it, a page may show its browser's copy, and hears of nothing. */
export async function welcomed(page: Page, load: () => Promise<unknown>): Promise<void> {
  let isWelcome = false;
  const listen = (socket: WebSocket) =>
    socket.on('framereceived', ({ payload }) => {
      isWelcome ||= String(payload).includes('"session.welcome"');
    });
  page.on('websocket', listen);
  await load();
  const message = 'the server welcomed the page';
  await expect.poll(() => isWelcome, { message, intervals: [50], timeout: WELCOME_TIMEOUT_MS }).toBe(true);
  page.off('websocket', listen);
}

/** A page whose first try fails waits a little before the next. */
const WELCOME_TIMEOUT_MS = 30_000;

/** Several people encode their cameras on one machine. */
export function sendSmallVideo(): void {
  localStorage.setItem('parley.video', 'small');
}
