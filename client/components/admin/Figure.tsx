import { For } from 'solid-js';

export interface FigureValue {
  readonly label: string;
  readonly value: string | number;
  /** What it is made of, or its period. */
  readonly note?: string;
}

/** Figures first: large, with what they count below. */
export function Figures(props: { label: string; figures: readonly FigureValue[] }) {
  return (
    <dl class="figures-row" aria-label={props.label}>
      <For each={props.figures}>
        {(figure) => (
          <div class="figure">
            <dt class="text-13 text-muted">
              {figure.label}
              {figure.note ? <span class="block text-12">{figure.note}</span> : null}
            </dt>
            <dd class="figures text-28 font-semibold tracking-tight">{figure.value}</dd>
          </div>
        )}
      </For>
    </dl>
  );
}
