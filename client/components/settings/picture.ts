import { type Accessor, createSignal, onCleanup } from 'solid-js';
import { useStores } from '../../stores/context.tsx';
import type { Words } from '../../ui/words.ts';

const CHOOSE = 'Choose a picture: JPEG, PNG, WebP or GIF.';
export const NOT_A_PICTURE: Words = { unsupported_type: CHOOSE, invalid: CHOOSE };

/** `url` shows a picked file for as long as it is looked at. */
export type PictureState =
  | { kind: 'kept' }
  | { kind: 'removed' }
  | { kind: 'picked'; file: File; url: string };

export interface Picture {
  readonly state: Accessor<PictureState>;
  pick(file: File | undefined): void;
  remove(): void;
  reset(): void;
  /** What the profile's change says of the picture: nothing where it is kept. */
  upload(): Promise<{ avatarFileId?: string | null }>;
}

export function createPicture(): Picture {
  const { uploads } = useStores();
  const [state, setState] = createSignal<PictureState>({ kind: 'kept' });
  const change = (next: PictureState) => {
    const before = state();
    if (before.kind === 'picked') URL.revokeObjectURL(before.url);
    setState(next);
  };
  onCleanup(() => change({ kind: 'kept' }));
  return {
    state,
    pick: (file) => file && change({ kind: 'picked', file, url: URL.createObjectURL(file) }),
    remove: () => change({ kind: 'removed' }),
    reset: () => change({ kind: 'kept' }),
    async upload() {
      const now = state();
      if (now.kind === 'picked') return { avatarFileId: (await uploads.uploadOne(now.file)).id };
      return now.kind === 'removed' ? { avatarFileId: null } : {};
    },
  };
}
