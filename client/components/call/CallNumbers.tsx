import { createSignal, For, onCleanup, onMount, Show } from 'solid-js';
import type { CallDiagnostics } from '../../call/call-state.ts';
import { useStores } from '../../stores/context.tsx';
import { Button } from '../../ui/Button.tsx';
import { fileSize } from '../../ui/format.ts';

const EVERY_MS = 2_000;

/** Figures of each connection and stream as they are now; all of them can be copied into a report. */
export function CallNumbers() {
  const { call, toasts } = useStores();
  const [numbers, setNumbers] = createSignal<CallDiagnostics | null>(null);
  onMount(() => {
    const read = () => void call.diagnostics().then(setNumbers, () => setNumbers(null));
    read();
    const timer = setInterval(read, EVERY_MS);
    onCleanup(() => clearInterval(timer));
  });
  const copy = async () => {
    await navigator.clipboard.writeText(JSON.stringify(numbers(), null, 2));
    toasts.show('info', 'The details are copied.');
  };
  return (
    <Show when={numbers()}>
      {(now) => (
        <>
          <Connections numbers={now()} />
          <Streams numbers={now()} />
          <Button kind="quiet" onClick={() => void copy()}>
            Copy the details
          </Button>
        </>
      )}
    </Show>
  );
}

function Connections(props: { numbers: CallDiagnostics }) {
  return (
    <table class="call-numbers">
      <caption class="sr-only">Connections</caption>
      <thead>
        <tr>
          <th scope="col">Way</th>
          <th scope="col">Round trip</th>
          <th scope="col">Sent</th>
          <th scope="col">Received</th>
        </tr>
      </thead>
      <tbody>
        <For each={props.numbers.connections}>
          {(connection) => (
            <tr>
              <td>
                {connection.path} {connection.protocol ?? ''} {connection.localCandidate ?? ''}
              </td>
              <td>{connection.roundTripMs === null ? '–' : `${Math.round(connection.roundTripMs)} ms`}</td>
              <td>{fileSize(connection.bytesSent)}</td>
              <td>{fileSize(connection.bytesReceived)}</td>
            </tr>
          )}
        </For>
      </tbody>
    </table>
  );
}

function Streams(props: { numbers: CallDiagnostics }) {
  const size = (width: number | null, height: number | null) =>
    width && height ? `${width}×${height}` : '–';
  return (
    <table class="call-numbers">
      <caption class="sr-only">Streams</caption>
      <thead>
        <tr>
          <th scope="col">Stream</th>
          <th scope="col">Size</th>
          <th scope="col">Frames</th>
          <th scope="col">Lost</th>
        </tr>
      </thead>
      <tbody>
        <For each={props.numbers.carriers}>
          {(carrier) => (
            <tr>
              <td>
                {carrier.source} {carrier.link} {carrier.epoch}
              </td>
              <td>{size(carrier.frameWidth, carrier.frameHeight)}</td>
              <td>{carrier.framesDecoded}</td>
              <td>{carrier.packetsLost}</td>
            </tr>
          )}
        </For>
      </tbody>
    </table>
  );
}
