import { unavailable } from '../../protocol/errors.ts';
import type { Api } from './api.ts';

/** The Api while its code is still on its way: each question waits for it, and asks for it again where it did not come. */
export function lateApi(load: () => Promise<Api>): Api {
  let coming: Promise<Api> | undefined;
  const arrived = () => {
    coming ??= load().catch((error: unknown) => {
      coming = undefined;
      throw unavailable('The server could not be reached.', error);
    });
    return coming;
  };
  const late = (name: PropertyKey) => {
    return async (...input: unknown[]) => Reflect.apply(Reflect.get(await arrived(), name), undefined, input);
  };
  return new Proxy({} as Api, { get: (_, name) => late(name) });
}
