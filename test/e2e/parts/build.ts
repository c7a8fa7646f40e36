import { buildClient } from '../../../bin/build-client.ts';

/** The tests see the page as it is served: built. */
export default async function build(): Promise<void> {
  await buildClient();
}
