/** More at once do not make the line faster. */
const MOST_AT_ONCE = 3;

/** Lets a few uploads travel at a time, in the order they came. */
export class UploadQueue {
  readonly #waiting: { begin(): void }[] = [];
  readonly #travelling = new Set<{ begin(): void }>();

  add(upload: { begin(): void }): void {
    this.#waiting.push(upload);
    this.#next();
  }

  /** Done, failed or cancelled; it may not have begun. Saying so twice is fine. */
  over(upload: { begin(): void }): void {
    const index = this.#waiting.indexOf(upload);
    if (index >= 0) this.#waiting.splice(index, 1);
    this.#travelling.delete(upload);
    this.#next();
  }

  #next(): void {
    while (this.#travelling.size < MOST_AT_ONCE) {
      const upload = this.#waiting.shift();
      if (!upload) return;
      this.#travelling.add(upload);
      upload.begin();
    }
  }
}
