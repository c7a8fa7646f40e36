import { batch, createEffect, createMemo, createRoot, createSignal, on, onCleanup } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import { unavailable } from '../../protocol/errors.ts';
import type { Meeting } from '../../protocol/meet.ts';
import type { Api, MeetTerms } from '../api/api.ts';
import type { CallState } from '../call/call-state.ts';
import type { Clock } from '../clock.ts';
import { MeetClient, type MeetText } from '../meet/meet-client.ts';
import type { Socket } from '../socket/socket.ts';
import type { CallStore } from './call-contract.ts';
import { createKeptCall, type MakeEngine } from './kept-call.ts';
import type { MeetStore } from './meet-contract.ts';

export interface MeetDeps {
  readonly api: Pick<Api, 'meetTerms' | 'stateAge' | 'reportStranger'>;
  readonly socket: Socket;
  readonly clock: Clock;
  /** The person's calls outside of Meet. */
  readonly calls: Pick<CallStore, 'state' | 'hangUp'>;
  readonly makeEngine?: MakeEngine;
}

export function makeMeetStore(deps: MeetDeps): MeetStore {
  return createRoot((dispose) => createMeetStore(deps, dispose));
}

function createMeetStore(
  { api, socket, clock, calls, makeEngine }: MeetDeps,
  dispose: () => void,
): MeetStore {
  const client = new MeetClient({ socket, clock });
  const { isOn, ...shown } = createShown(client);
  const { call, local, media } = createKeptCall(socket, isOn, makeEngine);
  const stop = () => client.ask({ t: 'meet.stop' });
  const { terms, problem, loadTerms } = createTerms(api, socket);
  followCalls(shown.state, call);
  giveWay(isOn, calls, stop);
  const reports = createReportable(shown.state);
  let closed = false;
  onCleanup(() => {
    closed = true;
    client.close();
  });
  const inMeeting = async (act: (meetingId: string) => Promise<void>) => {
    if (client.meetingId) await act(client.meetingId);
  };
  return {
    ...shown,
    terms,
    problem,
    call,
    local,
    async stateAge() {
      await api.stateAge();
      await loadTerms();
    },
    isInCall: () => isLive(calls.state()),
    async start({ name, tags }) {
      if (!closed && isLive(calls.state())) await calls.hangUp();
      if (closed) throw unavailable('This page was left.');
      const started = client.ask({ t: 'meet.start', name, tags });
      void call.prepareDevices({ video: true }).catch(() => undefined);
      await started;
    },
    next: () => inMeeting((meetingId) => client.ask({ t: 'meet.next', meetingId })),
    stop,
    setMicrophone: (wanted) => void media()?.setMicrophone(wanted),
    setCamera: (wanted) => void media()?.setCamera(wanted),
    say: (text) => client.say(text),
    typed: () => client.typed(),
    extend: (wanted) => inMeeting((meetingId) => client.ask({ t: 'meet.extend', meetingId, on: wanted })),
    reveal: () => inMeeting((meetingId) => client.ask({ t: 'meet.reveal', meetingId })),
    keep: (wanted) => inMeeting((meetingId) => client.ask({ t: 'meet.keep', meetingId, on: wanted })),
    reportable: reports.reportable,
    async block(meetingId) {
      await client.ask({ t: 'meet.block', meetingId });
      reports.done(meetingId);
    },
    async report(report) {
      await api.reportStranger(report);
      reports.done(report.meetingId);
    },
    close: dispose,
  };
}

/** Asked for again with every welcome until they are here: a page that opened while the server was away mends itself. */
function createTerms(api: MeetDeps['api'], socket: Socket) {
  const [terms, setTerms] = createSignal<MeetTerms>();
  const [problem, setProblem] = createSignal<unknown>(null);
  const loadTerms = async () => {
    setTerms(await api.meetTerms());
    setProblem(null);
  };
  const tryToLoad = () => {
    loadTerms().catch((error: unknown) => setProblem(() => error));
  };
  onCleanup(
    socket.onEvent(({ t }) => {
      if (t === 'session.welcome' && !terms()) tryToLoad();
    }),
  );
  tryToLoad();
  return { terms, problem, loadTerms };
}

/** Texts keep their identity while they are sent: a row made anew would be said a second time by a screen reader. */
function createShown(client: MeetClient) {
  const [isOn, setOn] = createSignal(client.isOn);
  const [state, setState] = createSignal(client.state);
  const [rows, setRows] = createStore<{ texts: MeetText[] }>({ texts: [] });
  const [partnerTypes, setPartnerTypes] = createSignal(client.partnerTypes);
  const show = () => {
    setOn(client.isOn);
    setState(client.state);
    setRows('texts', reconcile(client.texts.map(ownCopy), { key: 'key' }));
    setPartnerTypes(client.partnerTypes);
  };
  onCleanup(client.onChange(() => batch(show)));
  return { isOn, state, texts: () => rows.texts, partnerTypes };
}

/** `reconcile` writes into what it was given before, and the client's own never change. */
const ownCopy = (text: MeetText): MeetText => ({ ...text });

/** Whom a report can be about. */
function createReportable(state: MeetStore['state']) {
  const last = createMemo<Meeting | null>((before) => {
    const now = state();
    return now.state === 'meeting' ? now.meeting : before;
  }, null);
  const [doneWith, setDoneWith] = createSignal<string | null>(null);
  const reportable = () => {
    const now = state();
    const meeting = last();
    if (!meeting || meeting.id === doneWith()) return null;
    return now.state === 'meeting' || now.past?.meetingId === meeting.id ? meeting : null;
  };
  return { reportable, done: setDoneWith };
}

/** A device is in one call: whoever takes another while among strangers has left them. */
function giveWay(isOn: () => boolean, calls: MeetDeps['calls'], stop: () => Promise<void>): void {
  const isTwice = createMemo(() => isOn() && isLive(calls.state()));
  createEffect(() => {
    if (isTwice()) stop().catch(() => undefined);
  });
}

function isLive({ phase }: CallState): boolean {
  return phase === 'starting' || phase === 'ringing' || phase === 'active';
}

/** Into the call of each meeting, and out of it. */
function followCalls(state: MeetStore['state'], call: CallStore): void {
  const callId = () => {
    const now = state();
    return now.state === 'meeting' ? now.meeting.callId : null;
  };
  createEffect(
    on(callId, (id, before) => {
      if (id) call.join(id, { video: true }).catch(() => undefined);
      else if (before) void call.hangUp();
    }),
  );
}
