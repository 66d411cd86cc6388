import { canonicalJson, isPlainObject, isSame, type PlainObject } from "#experiment/canonical-json.ts";
import { settingOf } from "#experiment/setting.ts";
import { LabError } from "#failures/lab-error.ts";
import { BASE_RECIPE } from "./base-recipe.ts";
import { deflate, inflate, TooLong } from "./deflate.ts";
import { parseSharedExperiment, type SharedExperiment } from "./shared-experiment.ts";

/** Characters of a fragment that are looked at, and bytes that it may unfold to. */
const MAX_LENGTH = 200_000;
const MAX_BYTES = 1_000_000;

/** The newest version; a link is written in the oldest that can say all of it, so that older pages read it. */
const VERSION = 3;

/**
 * How each version of a link is read, into the JSON of the newest.
 * 1: the whole experiment as plain JSON, which any script can write.
 * 2: DEFLATE; the recipe as its difference from `BASE_RECIPE`; short keys: r, v, e.
 * 3: the same with a second setting, B, as its difference from that of `BASE_RECIPE`; short keys more: b, f.
 */
const READERS: Record<number, (bytes: Uint8Array<ArrayBuffer>) => Promise<unknown>> = {
  1: async (bytes) => withoutB(parseJson(bytes)),
  2: async (bytes) => withoutB(unpack(parseJson(await inflate(bytes, MAX_BYTES)))),
  3: async (bytes) => unpack(parseJson(await inflate(bytes, MAX_BYTES))),
};

const parseJson = (bytes: Uint8Array): unknown =>
  JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));

function unpack(packed: unknown): unknown {
  if (!isPlainObject(packed)) return packed;
  const { r, v = {}, e = null, b = null, f = null, ...rest } = packed;
  const recipe = isPlainObject(r) ? applyDifference({ ...BASE_RECIPE }, r) : r;
  return {
    ...{ ...rest, recipe, view: v, expected: e, expectedB: f },
    b: isPlainObject(b) ? applyDifference({ ...settingOf(BASE_RECIPE) }, b) : b,
  };
}

/** Links of the first versions carry an A only. */
const withoutB = (value: unknown): unknown =>
  isPlainObject(value) ? { ...value, b: null, expectedB: null } : value;

/** What is put into a link; without a B there is one setting. */
type Sent = Omit<SharedExperiment, "b" | "expectedB" | "damagedB"> &
  Partial<Pick<SharedExperiment, "b" | "expectedB">>;

/**
 * An experiment as the fragment of a link, without the `#`: `2.`, or `3.` with a B, and base64url of DEFLATE of its JSON. About 100
 * characters for a recipe near the base, 350 with the results expected. Equal experiments give equal fragments,
 * whatever the order of their keys.
 */
export async function encodeLink({
  recipe,
  b = null,
  view,
  expected,
  expectedB = null,
}: Sent): Promise<string> {
  const packed: PlainObject = { r: difference({ ...BASE_RECIPE }, { ...recipe }) };
  if (Object.values(view).some((each) => each !== undefined)) packed.v = view;
  if (expected) packed.e = expected;
  if (b) packed.b = difference({ ...settingOf(BASE_RECIPE) }, { ...b });
  if (b && expectedB) packed.f = expectedB;
  const bytes = new TextEncoder().encode(canonicalJson(packed));
  return `${b ? VERSION : 2}.${toBase64url(await deflate(bytes))}`;
}

/** Whether a fragment is meant to be a link of the lab. */
export const isLink = (fragment: string): boolean => /^\d{1,9}\./.test(fragment);

/**
 * Reads the fragment of a link of any version up to this one. Reads at most 200,000 characters and unfolds at most
 * a million bytes, whatever it claims.
 *
 * @throws LabError `link.newer` (`version`, `known`) if a later version of the lab wrote it
 * @throws LabError `link.invalid` (`path`, `problem`) if it is damaged, too long, or says something impossible
 */
export async function decodeLink(fragment: string): Promise<SharedExperiment> {
  const fail = (problem: string, cause?: unknown) =>
    new LabError("link.invalid", { path: "", problem }, { cause });
  if (fragment.length > MAX_LENGTH) throw fail(`longer than ${MAX_LENGTH} characters`);
  const [, written, payload] = /^(\d{1,9})\.([\w-]+)$/.exec(fragment) ?? [];
  if (written === undefined) throw fail("not a version, a dot and base64url");
  const version = Number(written);
  if (version > VERSION) throw new LabError("link.newer", { version, known: VERSION });
  const read = READERS[version];
  if (!read) throw fail(`there is no version ${version}`);
  const bytes = fromBase64url(payload);
  if (!bytes) throw fail("not base64url");
  let value: unknown;
  try {
    value = await read(bytes);
  } catch (error) {
    throw fail(error instanceof TooLong ? `unfolds to over ${MAX_BYTES} bytes` : "damaged", error);
  }
  return parseSharedExperiment(value);
}

/** Bytes as text that a URL fragment carries as it is (RFC 4648, section 5, without padding). */
export function toBase64url(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Null where the text is none. */
function fromBase64url(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[\w-]*$/.test(text) || text.length % 4 === 1) return null;
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

/**
 * The parts of `value` that differ from `base`, key by key, down to values that are not objects in both. A part that
 * lacks a key of the base, or has a `kind` (a source, a granularity), is given whole. `applyDifference` undoes it.
 * Undefined values count as absent.
 */
function difference(base: PlainObject, value: PlainObject): PlainObject {
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
function applyDifference(base: PlainObject, change: PlainObject): PlainObject {
  const merged = new Map(Object.entries(base));
  for (const [key, now] of Object.entries(change)) {
    const before = merged.get(key);
    const merges = isPlainObject(before) && isPlainObject(now) && !("kind" in before);
    merged.set(key, merges ? applyDifference(before, now) : now);
  }
  return Object.fromEntries(merged);
}
