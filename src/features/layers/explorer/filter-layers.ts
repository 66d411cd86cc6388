import type { LayerInfo } from "#protocol/messages.ts";

type Named = Pick<LayerInfo, "name" | "op" | "kind">;

/** Whether a layer's name, operator or kind holds every word of the filter, in any case. */
export function matchesFilter({ name, op, kind }: Named, filter: string): boolean {
  const text = `${name} ${op} ${kind}`.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
