const WIDTH = 480;
const QUALITY = 0.7;

/** A still of what a video shows now, as a JPEG in base64; null where it shows nothing. */
export function pictureOf(video: HTMLVideoElement | null): string | null {
  if (!video || video.videoWidth === 0) return null;
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = Math.round((WIDTH * video.videoHeight) / video.videoWidth);
  canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
  const [, data] = canvas.toDataURL('image/jpeg', QUALITY).split(',');
  return data ?? null;
}
