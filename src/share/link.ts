import { canonicalJson, isPlainObject, type PlainObject } from "#experiment/canonical-json.ts";
import { LabError } from "#failures/lab-error.ts";
import { BASE_RECIPE } from "./base-recipe.ts";
import { fromBase64url, toBase64url } from "./base64url.ts";
import { deflate, inflate, TooLong } from "./deflate.ts";
import { applyDifference, difference } from "./difference.ts";
import { parseSharedExperiment, type SharedExperiment } from "./shared-experiment.ts";

/** Characters of a fragment that are looked at, and bytes that it may unfold to. */
const MAX_LENGTH = 200_000;
const MAX_BYTES = 1_000_000;

/** The version that is written. */
const VERSION = 2;

/**
 * How each version of a link is read, into the JSON of the newest.
 * 1: the whole experiment as plain JSON, which any script can write.
 * 2: DEFLATE; the recipe as its difference from `BASE_RECIPE`; short keys: r, v, e.
 */
const READERS: Record<number, (bytes: Uint8Array<ArrayBuffer>) => Promise<unknown>> = {
  1: async (bytes) => parseJson(bytes),
  2: async (bytes) => unpack(parseJson(await inflate(bytes, MAX_BYTES))),
};

const parseJson = (bytes: Uint8Array): unknown =>
  JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));

function unpack(packed: unknown): unknown {
  if (!isPlainObject(packed)) return packed;
  const { r, v = {}, e = null, ...rest } = packed;
  const recipe = isPlainObject(r) ? applyDifference({ ...BASE_RECIPE }, r) : r;
  return { ...rest, recipe, view: v, expected: e };
}

/**
 * An experiment as the fragment of a link, without the `#`: `2.` and base64url of DEFLATE of its JSON. About 100
 * characters for a recipe near the base, 350 with the results expected. Equal experiments give equal fragments,
 * whatever the order of their keys.
 */
export async function encodeLink({ recipe, view, expected }: SharedExperiment): Promise<string> {
  const packed: PlainObject = { r: difference({ ...BASE_RECIPE }, { ...recipe }) };
  if (Object.values(view).some((each) => each !== undefined)) packed.v = view;
  if (expected) packed.e = expected;
  const bytes = new TextEncoder().encode(canonicalJson(packed));
  return `${VERSION}.${toBase64url(await deflate(bytes))}`;
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
