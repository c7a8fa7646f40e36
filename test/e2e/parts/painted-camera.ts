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
