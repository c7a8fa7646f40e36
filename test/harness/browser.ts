/** Fake cameras and microphones, pictures at 15 frames a second (the second camera's no browser can encode); every question for permission is answered with yes. */
const FAKE_DEVICES = [
  '--use-fake-device-for-media-stream=device-count=3,fps=15',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
];

/** For Debian's Chromium as root, on a machine with neither a screen nor a way to Google. */
export const CHROMIUM_FLAGS: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  ...FAKE_DEVICES,
];

/** The shell alone, where there is one: whole Chromium draws the bars of a window in renderers of their own for every person. */
export function findChromium(): string {
  return Bun.which('chromium-headless-shell') ?? findWholeChromium();
}

export function findWholeChromium(): string {
  const path = Bun.which('chromium') ?? Bun.which('chromium-browser') ?? Bun.which('google-chrome');
  if (path === null) {
    throw new Error('The browser tests need Chromium: apt-get install -y chromium chromium-headless-shell');
  }
  return path;
}
