interface CheckProps {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

/** Yes or no, said in words. */
export function Check(props: CheckProps) {
  return (
    <label class="flex min-h-9 cursor-pointer items-center gap-2.5 text-14 max-tablet:min-h-11">
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
