/** Parley's mark: two who talk. */
export function Mark(props: { size: number }) {
  return (
    <svg viewBox="0 0 32 32" width={props.size} height={props.size} aria-hidden="true">
      <path
        class="fill-ink"
        d="M12.5 4C7.25 4 3 8.03 3 13v14.2c0 .75.9 1.1 1.4.56l4.7-5.2c1.08.28 2.22.44 3.4.44 1.06 0 2.08-.13 3.05-.37A11.9 11.9 0 0 1 13 15.5c0-4.3 2.4-8.05 6-10.1A9.9 9.9 0 0 0 12.5 4Z"
      />
      <path
        class="fill-accent"
        d="M22 7.2A9.8 9.8 0 0 0 16 15.5c0 4.97 3.6 9 8 9 .6 0 1.16-.07 1.7-.2l1.95 2.3c.46.53 1.35.2 1.35-.5V15.5c0-4-3-7.6-7-8.3Z"
      />
    </svg>
  );
}
