import { type Accessor, createMemo, createSignal } from 'solid-js';
import type { RemoteStream, StreamCarrier } from '../../call/call-state.ts';
import { chooseCarrier, sameKeys } from './carrier-choice.ts';

export interface Carriers {
  /** Keys of the carriers that need a media element. */
  mounted: Accessor<readonly string[]>;
  isShown(key: string): boolean;
  /** Something of the stream can be seen. */
  hasFrame: Accessor<boolean>;
  find(key: string): StreamCarrier | undefined;
  markSeen(key: string): void;
  markSteady(key: string): void;
  forget(key: string): void;
}

export function createCarriers(stream: Accessor<RemoteStream | undefined>): Carriers {
  const [seen, setSeen] = createSignal<ReadonlySet<string>>(new Set());
  const [steady, setSteady] = createSignal<ReadonlySet<string>>(new Set());
  const all = () => stream()?.carriers ?? [];
  const choice = createMemo(() =>
    chooseCarrier(
      all().map((carrier) => carrier.key),
      { seen: seen(), steady: steady() },
    ),
  );
  return {
    mounted: createMemo(() => choice().mounted, [], { equals: sameKeys }),
    isShown: (key) => choice().shown === key,
    hasFrame: () => seen().has(choice().shown ?? ''),
    find: (key) => all().find((carrier) => carrier.key === key),
    markSeen: (key) => setSeen((keys) => adding(keys, key)),
    markSteady: (key) => setSteady((keys) => adding(keys, key)),
    forget: (key) => {
      setSeen((keys) => removing(keys, key));
      setSteady((keys) => removing(keys, key));
    },
  };
}

function adding(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  return keys.has(key) ? keys : new Set([...keys, key]);
}

function removing(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  return keys.has(key) ? new Set([...keys].filter((other) => other !== key)) : keys;
}
