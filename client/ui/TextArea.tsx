import { createUniqueId, type JSX, splitProps } from 'solid-js';

interface TextAreaProps extends JSX.TextareaHTMLAttributes<HTMLTextAreaElement> {
  label: string;
}

export function TextArea(props: TextAreaProps) {
  const [own, rest] = splitProps(props, ['label']);
  const id = createUniqueId();
  return (
    <div class="flex flex-col gap-1.5">
      <label for={id} class="text-13 font-[550]">
        {own.label}
      </label>
      <textarea {...rest} id={id} class="field-input resize-none" />
    </div>
  );
}
