import { batch, createEffect, createRoot, createSignal, on, onCleanup } from 'solid-js';
import type { Api, MeetTerms } from '../api/api.ts';
import { KeptMedia } from '../call/kept-media.ts';
import type { LocalState } from '../call/call-state.ts';
import type { Clock } from '../clock.ts';
import { MeetClient } from '../meet/meet-client.ts';
import type { Socket } from '../socket/socket.ts';
import { makeCallStore } from './call.ts';
import type { CallStore } from './call-contract.ts';
import type { MeetStore } from './meet-contract.ts';

export interface MeetDeps {
  readonly api: Pick<Api, 'meetTerms' | 'stateAge' | 'reportStranger'>;
  readonly socket: Socket;
  readonly clock: Clock;
}

export function makeMeetStore(deps: MeetDeps): MeetStore {
  return createRoot((dispose) => createMeetStore(deps, dispose));
}

function createMeetStore({ api, socket, clock }: MeetDeps, dispose: () => void): MeetStore {
  const client = new MeetClient({ socket, clock });
  const shown = createShown(client);
  const { call, local, media } = createKeptCall(socket);
  const [terms, setTerms] = createSignal<MeetTerms>();
  const loadTerms = async () => void setTerms(await api.meetTerms());
  followCalls(shown.state, call);
  onCleanup(() => {
    client.close();
    call.close();
    media()?.end();
  });
  loadTerms().catch(() => undefined);
  const inMeeting = async (act: (meetingId: string) => Promise<void>) => {
    if (client.meetingId) await act(client.meetingId);
  };
  return {
    ...shown,
    terms,
    call,
    local,
    async stateAge() {
      await api.stateAge();
      await loadTerms();
    },
    async start({ name, tags }) {
      void call.prepareDevices({ video: true }).catch(() => undefined);
      await client.ask({ t: 'meet.start', name, tags });
    },
    next: () => client.ask({ t: 'meet.next' }),
    stop: () => client.ask({ t: 'meet.stop' }),
    setMicrophone: (wanted) => void media()?.setMicrophone(wanted),
    setCamera: (wanted) => void media()?.setCamera(wanted),
    say: (text) => client.say(text),
    typed: () => client.typed(),
    extend: (wanted) => inMeeting((meetingId) => client.ask({ t: 'meet.extend', meetingId, on: wanted })),
    reveal: () => inMeeting((meetingId) => client.ask({ t: 'meet.reveal', meetingId })),
    keep: (wanted) => inMeeting((meetingId) => client.ask({ t: 'meet.keep', meetingId, on: wanted })),
    block: (meetingId) => client.ask({ t: 'meet.block', meetingId }),
    report: (report) => api.reportStranger(report),
    close: dispose,
  };
}

function createShown(client: MeetClient): Pick<MeetStore, 'state' | 'texts' | 'partnerTypes'> {
  const [state, setState] = createSignal(client.state);
  const [texts, setTexts] = createSignal(client.texts);
  const [partnerTypes, setPartnerTypes] = createSignal(client.partnerTypes);
  const show = () => {
    setState(client.state);
    setTexts(client.texts);
    setPartnerTypes(client.partnerTypes);
  };
  onCleanup(client.onChange(() => batch(show)));
  return { state, texts, partnerTypes };
}

/** A call engine of its own, whose devices stay open from one meeting to the next. */
function createKeptCall(socket: Socket) {
  const [media, setMedia] = createSignal<KeptMedia | null>(null);
  const [local, setLocal] = createSignal<LocalState | null>(null);
  const call = makeCallStore({
    socket,
    loadEngine: async (link, watch) => {
      const { makeBrowserEngine } = await import('../call/browser-engine.ts');
      return makeBrowserEngine(link, watch, (options) => {
        const kept = media() ?? new KeptMedia(options);
        setMedia(kept);
        return kept;
      });
    },
  });
  createEffect(() => {
    const kept = media();
    if (!kept) return;
    setLocal(kept.state);
    onCleanup(kept.onChange(() => setLocal(kept.state)));
  });
  return { call, local, media };
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
