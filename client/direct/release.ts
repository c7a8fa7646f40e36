/**
 * Gives memory back now, not when the collector comes by: the next part of a file then lies where this one lay, which
 * the processor still has at hand. Nothing can be read from it any more. Browsers that do not know it collect it later.
 */
export function release(memory: ArrayBuffer): void {
  memory.transfer?.(0);
}
