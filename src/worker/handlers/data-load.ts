import type { Source } from "#experiment/recipe.ts";
import type { Entry } from "#images/containers/entry.ts";
import { PictureDecoder } from "#images/decode.ts";
import type { DecodeTo } from "#images/item-pictures.ts";
import type { Context, Handler } from "../context.ts";
import { fileNameOf, withFetched } from "../open/fetched-file.ts";
import { fingerprint } from "../open/fingerprint.ts";
import type { LoadedData } from "../open/loaded-data.ts";
import { openImages } from "../open/open-images.ts";
import { openSheets } from "../open/open-sheets.ts";
import { readBytes, sha256Hex } from "../open/read-bytes.ts";
import { withDigest } from "../open/source-digest.ts";

/**
 * Opens a data set: dropped files, or what an address holds, a description of sprite sheets or an archive. The set that
 * was there stays unless all of this succeeds.
 */
export const loadData: Handler<"data.load"> = async (
  { source, location, classNames, takeLabels },
  context,
) => {
  const { data, fetched } =
    "url" in location
      ? await fromAddress(location.url, source, context, takeLabels)
      : await fromFiles(
          "file" in location
            ? [{ path: location.file.name, blob: location.file }]
            : location.files.map(({ path, file }) => ({ path, blob: file })),
          source,
          context,
          takeLabels,
        );
  context.signal.throwIfAborted();
  if (classNames) data.nameClasses(classNames);
  context.workspace.openData(data);
  return withFetched(data.summary, source, location, fetched);
};

interface Opened {
  data: LoadedData;
  /** What an address gave, if all of the set is in it. */
  fetched: Uint8Array<ArrayBuffer> | null;
}

async function fromAddress(
  url: string,
  source: Source,
  context: Context<"data.load">,
  takeLabels?: boolean,
): Promise<Opened> {
  const { signal, progress } = context;
  const bytes = await readBytes({ url }, "data", signal, progress);
  const absolute = new URL(url, self.location.href);
  if (isJson(bytes)) {
    const known = withDigest(source, await sha256Hex(bytes));
    return { data: openSheets(new TextDecoder().decode(bytes), absolute.href, known), fetched: null };
  }
  const path = fileNameOf(absolute.href);
  return {
    ...(await fromFiles([{ path, blob: new Blob([bytes]) }], source, context, takeLabels)),
    fetched: bytes,
  };
}

async function fromFiles(
  files: readonly Entry[],
  source: Source,
  { workspace, signal, progress }: Context<"data.load">,
  takeLabels = false,
): Promise<Opened> {
  const known = source.kind === "bundled" ? source : withDigest(source, await fingerprint(files, signal));
  const decodeTo = decodeInBrowser();
  const data = await openImages(files, {
    source: known,
    decodeTo,
    signal,
    progress,
    model: workspace.modelInput,
    takeLabels,
  });
  return { data, fetched: null };
}

/** One decoder for all pictures of a set; it is made when the first is decoded. */
function decodeInBrowser(): DecodeTo {
  let decoder: PictureDecoder | null = null;
  return (target, encoded, name) => {
    decoder ??= new PictureDecoder();
    return decoder.decodeTo(target, encoded, name);
  };
}

function isJson(bytes: Uint8Array): boolean {
  const start = new TextDecoder().decode(bytes.subarray(0, 64));
  return start.trimStart().startsWith("{");
}
