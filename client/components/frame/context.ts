import { createContext, useContext } from 'solid-js';

/** What pages ask of the frame around them. */
export interface FrameControls {
  /** Between phone and desktop the list is away until asked for. */
  openList(): void;
}

export const FrameContext = createContext<FrameControls>({ openList: () => undefined });
export const useFrame = (): FrameControls => useContext(FrameContext);
