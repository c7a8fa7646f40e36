/** Everything of mine, to take away. */
export function OwnData() {
  return (
    <>
      <p class="text-14 text-muted">
        A zip archive of your profile, what you wrote and reacted with, the names of your conversations and
        your files. What others wrote is not in it.
      </p>
      <a href="/export" download="" class="button self-start" data-kind="plain">
        Download your data
      </a>
    </>
  );
}
