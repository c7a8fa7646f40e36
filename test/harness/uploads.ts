import { connect } from 'node:net';
import type { FileInfo } from '../../protocol/chat.ts';
import type { TestClient } from './client.ts';

export interface UploadInput {
  readonly name: string;
  readonly type?: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What the recorder of the composer says of it. */
  readonly voice?: unknown;
}

const TUS = { 'tus-resumable': '1.0.0' };

/** Begins an upload by tus 1.0; the answer's location is where its bytes go. */
export function createUpload(
  client: TestClient,
  { name, type = '', bytes, voice }: UploadInput,
): Promise<Response> {
  const encode = (text: string) => Buffer.from(text).toString('base64');
  const said = voice === undefined ? '' : `,voice ${encode(JSON.stringify(voice))}`;
  return client.fetch('/files/upload', {
    method: 'POST',
    headers: {
      ...TUS,
      'upload-length': String(bytes.length),
      'upload-metadata': `filename ${encode(name)},filetype ${encode(type)}${said}`,
    },
  });
}

export function sendBytes(
  client: TestClient,
  location: string,
  part: { offset: number; bytes: Uint8Array<ArrayBuffer> },
): Promise<Response> {
  return client.fetch(location, {
    method: 'PATCH',
    headers: {
      ...TUS,
      'upload-offset': String(part.offset),
      'content-type': 'application/offset+octet-stream',
    },
    body: part.bytes,
  });
}

export function askOffset(client: TestClient, location: string): Promise<Response> {
  return client.fetch(location, { method: 'HEAD', headers: TUS });
}

/** The whole way of a small file; throws where the server refuses it. */
export async function upload(client: TestClient, input: UploadInput): Promise<FileInfo> {
  const created = await createUpload(client, input);
  const location = created.headers.get('location') ?? '';
  if (input.bytes.length === 0) return fileOf(created);
  return fileOf(await sendBytes(client, location, { offset: 0, bytes: input.bytes }));
}

/** What the finishing answer tells. */
export async function fileOf(answer: Response): Promise<FileInfo> {
  const header = answer.headers.get('parley-file');
  if (header === null)
    throw new Error(`the upload was not finished: ${answer.status} ${await answer.text()}`);
  return JSON.parse(decodeURIComponent(header)) as FileInfo;
}

/** Announces all of `bytes`, sends some of them, and tears the connection. */
export async function tearWhileSending(
  client: TestClient,
  location: string,
  part: { offset: number; bytes: Uint8Array; sent: number },
): Promise<void> {
  const { hostname, port } = new URL(client.url);
  const socket = connect(Number(port), hostname);
  const head = [
    `PATCH ${location} HTTP/1.1`,
    `Host: ${hostname}:${port}`,
    `Cookie: ${client.cookie()}`,
    'Tus-Resumable: 1.0.0',
    `Upload-Offset: ${part.offset}`,
    'Content-Type: application/offset+octet-stream',
    `Content-Length: ${part.bytes.length}`,
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.write(part.bytes.subarray(0, part.sent), () => resolve());
  });
  await Bun.sleep(100);
  socket.resetAndDestroy();
}
