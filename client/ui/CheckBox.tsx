interface CheckBoxProps {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

/** Something that is so, or not. */
export function CheckBox(props: CheckBoxProps) {
  return (
    <label class="flex min-h-11 items-center gap-3 text-14">
      <input
        type="checkbox"
        class="size-4 flex-none accent-(--accent)"
        checked={props.checked}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      {props.label}
    </label>
  );
}
