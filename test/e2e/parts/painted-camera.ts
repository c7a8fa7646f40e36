import type { Page } from '@playwright/test';

/** In place of the browser's test card: somebody before a wall, painted, with a light that moves a little. */
export async function paintCamera(page: Page, hue: number): Promise<void> {
  await page.addInitScript((wall) => {
    const media = navigator.mediaDevices;
    const real = media.getUserMedia.bind(media);
    media.getUserMedia = async (wanted) => {
      const stream = await real(wanted);
      for (const track of stream.getVideoTracks()) {
        stream.removeTrack(track);
        track.stop();
        stream.addTrack(paint());
      }
      return stream;
    };
    const paint = () => {
      const canvas = document.createElement('canvas');
      canvas.width = 640;
      canvas.height = 360;
      const brush = canvas.getContext('2d');
      const round = (color: string, x: number, y: number, width: number, height: number) => {
        if (!brush) return;
        brush.fillStyle = color;
        brush.beginPath();
        brush.ellipse(x, y, width, height, 0, 0, 2 * Math.PI);
        brush.fill();
      };
      let step = 0;
      setInterval(() => {
        step += 1;
        const light = brush?.createRadialGradient(420 + 6 * Math.sin(step / 20), 90, 30, 320, 180, 460);
        if (!brush || !light) return;
        light.addColorStop(0, `hsl(${wall} 28% 66%)`);
        light.addColorStop(1, `hsl(${wall + 20} 30% 26%)`);
        brush.fillStyle = light;
        brush.fillRect(0, 0, 640, 360);
        round(`hsl(${wall + 170} 24% 32%)`, 320, 400, 158, 150);
        round('hsl(26 34% 56%)', 320, 250, 34, 56);
        round(`hsl(${wall + 30} 22% 20%)`, 320, 148, 78, 88);
        round('hsl(26 42% 66%)', 320, 168, 62, 78);
      }, 66);
      const [track] = canvas.captureStream(15).getVideoTracks();
      if (!track) throw new Error('The canvas gives no picture.');
      return track;
    };
  }, hue);
}

/** What is shared instead of a test card: a page with a chart. */
export async function paintScreen(page: Page): Promise<void> {
  await page.addInitScript(() => {
    navigator.mediaDevices.getDisplayMedia = async () => {
      const canvas = document.createElement('canvas');
      canvas.width = 1280;
      canvas.height = 720;
      const brush = canvas.getContext('2d');
      const box = (color: string, x: number, y: number, width: number, height: number) => {
        if (!brush) return;
        brush.fillStyle = color;
        brush.fillRect(x, y, width, height);
      };
      const bars = [120, 190, 150, 260, 230, 310, 280, 350];
      setInterval(() => {
        box('#f6f4ee', 0, 0, 1280, 720);
        box('#22262f', 96, 84, 420, 26);
        for (const line of [0, 1, 2]) box('#c9c6bd', 96, 150 + line * 30, 520 - line * 70, 10);
        for (const [at, height] of bars.entries())
          box(at === 7 ? '#2f86a6' : '#b9cfd8', 96 + at * 138, 640 - height, 92, height);
        box('#8d8a82', 96, 640, 1058, 2);
      }, 100);
      return canvas.captureStream(10);
    };
  });
}
