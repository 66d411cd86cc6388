import { LabError } from "#failures/lab-error.ts";

/** A list of all there is of one concept: menus, schemas, labels and texts read it. */
type Registry<Entry extends { id: PropertyKey }> = readonly Entry[];

/** The ids of a registry, in its order. */
export const idsOf = <Entry extends { id: PropertyKey }>(registry: Registry<Entry>): readonly Entry["id"][] =>
  registry.map(({ id }) => id);

/** @throws LabError `internal` for an id that is not in the registry, which checked input cannot hold */
export function entryOf<Entry extends { id: PropertyKey }>(
  registry: Registry<Entry>,
  id: Entry["id"],
): Entry {
  const entry = registry.find((each) => each.id === id);
  if (!entry) throw new LabError("internal", { reason: `there is no ${String(id)} among those registered` });
  return entry;
}

/** A value for each id, in their order. */
export const recordOf = <Id extends PropertyKey, Value>(
  ids: readonly Id[],
  valueFor: (id: Id) => Value,
): Record<Id, Value> =>
  // `fromEntries` forgets which keys it was given.
  Object.fromEntries(ids.map((id) => [id, valueFor(id)])) as Record<Id, Value>;
