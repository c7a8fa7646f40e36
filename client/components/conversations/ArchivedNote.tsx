import Archive from 'lucide-solid/icons/archive';

/** Where one would write, while nobody can. */
export function ArchivedNote() {
  return (
    <p class="flex min-h-12 items-center justify-center gap-2 border-t border-line px-3 text-14 text-muted">
      <Archive size={16} class="flex-none" /> This group is archived. It can be read, and nothing more.
    </p>
  );
}
