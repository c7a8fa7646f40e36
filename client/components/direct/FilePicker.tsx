import type { JSX } from 'solid-js';

/** The browser's own choice of files behind a button of ours. */
export function FilePicker(props: {
  label: string;
  multiple?: boolean;
  onFiles: (files: File[]) => void;
  button: (open: () => void) => JSX.Element;
}) {
  let picker!: HTMLInputElement;
  return (
    <>
      <input
        ref={picker}
        type="file"
        multiple={props.multiple ?? false}
        class="sr-only"
        tabindex={-1}
        aria-label={props.label}
        onChange={() => {
          props.onFiles([...(picker.files ?? [])]);
          picker.value = '';
        }}
      />
      {props.button(() => picker.click())}
    </>
  );
}
