/** Timers of a page in the background are held back to one a minute; those of a worker are not. */
onmessage = ({ data }: MessageEvent<{ id: number; delayMs: number }>) => {
  setTimeout(() => postMessage(data.id), data.delayMs);
};
