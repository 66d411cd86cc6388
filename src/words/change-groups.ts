import type { RecipeChange } from "#experiment/recipe-diff.ts";
import { formatCount } from "./format.ts";

/** Changes that differ in their layer only. */
export interface ChangeGroup {
  label: string;
  before: string;
  after: string;
  /** The layers, where there are several. */
  layers: string[];
}

const LAYER = /^layers\.(.+)\.(precision|(?:weights|activations)\.\w+)$/;

/** The options in which two recipes differ, one line for all layers that differ alike. */
export function changeGroups(changes: readonly RecipeChange[]): ChangeGroup[] {
  const groups = new Map<string, ChangeGroup & { what: string }>();
  for (const { path, label, before, after } of changes) {
    const [, layer, option] = LAYER.exec(path) ?? [];
    const key = layer === undefined ? path : JSON.stringify([option, before, after]);
    const group = groups.get(key) ?? {
      ...{ label, before, after, layers: [] },
      what: layer === undefined ? label : label.slice(0, -` of ${layer}`.length),
    };
    if (layer !== undefined) group.layers.push(layer);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ what, ...group }) =>
    group.layers.length > 1
      ? { ...group, label: `${what} of ${formatCount(group.layers.length)} layers` }
      : group,
  );
}
