import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { LATITUDE, photo, png, tells, webp } from '../../../test/harness/pictures.ts';
import { StripError } from './reader.ts';
import { stripPicture } from './strip.ts';

const kinds = [
  ['image/jpeg', await photo({ width: 64, height: 32 })],
  ['image/png', await png()],
  ['image/webp', await webp()],
] as const;

/** As it is shown: with its orientation applied. */
async function pixels(bytes: Uint8Array): Promise<string> {
  const shown = await new Bun.Image(Buffer.from(bytes)).png().bytes();
  return new Bun.CryptoHasher('sha256').update(shown).digest('hex');
}

test.each(kinds)('%s loses place, device and what was hung on, and not one pixel', async (type, bytes) => {
  expect(LATITUDE).toHaveLength(3);
  expect(tells(bytes)).toBe(true);
  const stripped = stripPicture(bytes, type);
  expect(tells(stripped)).toBe(false);
  expect(stripped.length).toBeLessThan(bytes.length);
  expect(await pixels(stripped)).toBe(await pixels(bytes));
  const [before, after] = await Promise.all(
    [bytes, stripped].map((each) => new Bun.Image(Buffer.from(each)).metadata()),
  );
  expect([after?.width, after?.height]).toEqual([before?.width, before?.height]);
});

test.each(kinds)('%s that was stripped stays as it is', (type, bytes) => {
  const stripped = stripPicture(bytes, type);
  expect(Buffer.from(stripPicture(stripped, type)).equals(Buffer.from(stripped))).toBe(true);
});

test('a picture that lies on its side keeps its orientation, and that alone', async () => {
  const [[type, bytes]] = kinds;
  const stripped = Buffer.from(stripPicture(bytes, type));
  expect(await new Bun.Image(stripped).metadata()).toMatchObject({ width: 32, height: 64 });
  expect(stripped.indexOf('Exif\0\0')).toBeGreaterThan(0);
});

test('the colours stay as they are meant: a profile and what Adobe notes of them are kept', () => {
  const [[type, bytes]] = kinds;
  const noted = (marker: number, content: string) => [
    0xff,
    marker,
    0,
    content.length + 2,
    ...Buffer.from(content),
  ];
  const colours = [...noted(0xe2, 'ICC_PROFILE\0\x01\x01profile'), ...noted(0xee, 'Adobe\0d\0\0\0\0\x01')];
  const others = [...noted(0xe2, 'MPF\0another picture'), ...noted(0xee, 'no more than words')];
  const stripped = Buffer.from(
    stripPicture(
      Uint8Array.from([...bytes.subarray(0, 2), ...colours, ...others, ...bytes.subarray(2)]),
      type,
    ),
  );
  for (const kept of ['ICC_PROFILE\0\x01\x01profile', 'Adobe\0d']) expect(stripped.includes(kept)).toBe(true);
  for (const gone of ['MPF', 'no more than words']) expect(stripped.includes(gone)).toBe(false);
});

test.each(kinds)(
  '%s with any bytes changed, cut or repeated is stripped or refused, and never hangs',
  (type, bytes) => {
    const damage = fc.array(fc.record({ at: fc.nat(bytes.length - 1), value: fc.nat(255) }), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(damage, fc.nat(bytes.length), fc.boolean(), (changes, length, twice) => {
        const broken = Uint8Array.from(twice ? [...bytes, ...bytes] : bytes.subarray(0, length));
        for (const { at, value } of changes) if (at < broken.length) broken[at] = value;
        try {
          const stripped = stripPicture(broken, type);
          expect(stripped.length).toBeLessThanOrEqual(broken.length + 64);
        } catch (error) {
          expect(error).toBeInstanceOf(StripError);
        }
      }),
      { numRuns: 400 },
    );
  },
);

test.each(kinds)('%s that is cut off is refused', (type, bytes) => {
  const cut = stripPicture(bytes, type).slice(0, -10);
  expect(() => stripPicture(cut, type)).toThrow(StripError);
});
