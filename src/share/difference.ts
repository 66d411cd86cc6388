import { isPlainObject, isSame, type PlainObject } from "#experiment/canonical-json.ts";

/**
 * What `value` has otherwise than `base`, key by key down to where one of both is no object; a part that lacks
 * something of the base, or says its kind (a source, a granularity), is given whole. `applyDifference` takes it back.
 * Undefined values count as absent.
 */
export function difference(base: PlainObject, value: PlainObject): PlainObject {
  const entries: [string, unknown][] = [];
  for (const [key, now] of Object.entries(value)) {
    const before = Object.hasOwn(base, key) ? base[key] : undefined;
    if (now === undefined || isSame(before, now)) continue;
    const merges = isPlainObject(before) && isPlainObject(now) && canMerge(before, now);
    entries.push([key, merges ? difference(before, now) : now]);
  }
  return Object.fromEntries(entries);
}

/** Whether everything that `before` has is in `now`, so that laying one over the other gives `now`. */
function canMerge(before: PlainObject, now: PlainObject): boolean {
  if ("kind" in before) return false;
  return Object.keys(before).every((key) => now[key] !== undefined);
}

/**
 * Lays a difference over its base: objects without a `kind` are merged, all else is taken from the difference. Own
 * keys only, and every object is made anew, so that nothing of the outside reaches a prototype.
 */
export function applyDifference(base: PlainObject, change: PlainObject): PlainObject {
  const merged = new Map(Object.entries(base));
  for (const [key, now] of Object.entries(change)) {
    const before = merged.get(key);
    const merges = isPlainObject(before) && isPlainObject(now) && !("kind" in before);
    merged.set(key, merges ? applyDifference(before, now) : now);
  }
  return Object.fromEntries(merged);
}
