import { A } from '@solidjs/router';
import CalendarDays from 'lucide-solid/icons/calendar-days';
import EyeOff from 'lucide-solid/icons/eye-off';
import Paperclip from 'lucide-solid/icons/paperclip';
import Pin from 'lucide-solid/icons/pin';
import Search from 'lucide-solid/icons/search';
import { Show } from 'solid-js';
import { useInvite } from '../direct/invite.ts';
import { useDesk } from '../message/desk.ts';

/** The other panels, where a phone's header has no room for them. */
export function PanelLinks(props: { conversationId: string; isDirect: boolean }) {
  const desk = useDesk();
  const invite = useInvite();
  return (
    <nav aria-label="In this conversation" class="-mx-2.5 -mb-4">
      <A href={`/c/${props.conversationId}?search`} class="pick-row">
        <Search size={17} class="text-muted" /> Search messages
      </A>
      <A href={`/c/${props.conversationId}?pins`} class="pick-row">
        <Pin size={17} class="text-muted" /> Pinned messages
      </A>
      <button type="button" class="pick-row" onClick={() => desk.chooseDate(Date.now())}>
        <CalendarDays size={17} class="text-muted" /> Jump to a date
      </button>
      <A href={`/c/${props.conversationId}?files`} class="pick-row">
        <Paperclip size={17} class="text-muted" /> Files and links
      </A>
      <Show when={props.isDirect}>
        <button type="button" class="pick-row" onClick={() => invite(props.conversationId)}>
          <EyeOff size={17} class="text-muted" /> Go off the record
        </button>
      </Show>
    </nav>
  );
}
