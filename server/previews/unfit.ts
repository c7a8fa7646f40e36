/** There is nothing to show of an address; the message says why, for the log. Never leaves the server. */
export class Unfit extends Error {
  override readonly name = 'Unfit';
}
