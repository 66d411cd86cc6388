import type { Source } from "#experiment/recipe.ts";
import { LabError } from "#failures/lab-error.ts";
import type { Entry } from "#images/containers/entry.ts";
import { MAX_TEXT_BYTES } from "#images/containers/limits.ts";
import { PictureDecoder } from "#images/decode.ts";
import type { DecodeTo } from "#images/item-pictures.ts";
import { labelOffset } from "#images/labels/check-labels.ts";
import { parseClassList } from "#images/labels/class-names.ts";
import { decodeText } from "#images/labels/decode-text.ts";
import { parseManifest } from "#images/preprocess/manifest.ts";
import type { DatasetSummary } from "#protocol/messages.ts";
import type { Context, Handler } from "../context.ts";
import { SheetSplit } from "../items/picture-split.ts";
import { fingerprint, withDigest } from "../open/digests.ts";
import { LoadedData } from "../open/loaded-data.ts";
import { openImages } from "../open/open-images.ts";
import { fileNameOf, readBytes, sha256Hex, withFetched } from "../open/read-bytes.ts";

/**
 * Opens a data set: dropped files, or the content of an address (a description of sprite sheets, or an archive).
 * The present set stays open unless all of this succeeds.
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

/** One decoder for all images of a set; it is made when the first image is decoded. */
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

/**
 * Names the classes of the open data set by a list, or by a file with one; the list must be as long as the model's
 * classes.
 */
export const nameClasses: Handler<"data.name-classes"> = async ({ by }, { workspace }) => {
  const { data } = workspace;
  const names = by instanceof File ? await namesIn(by) : (by ?? []);
  const { classCount } = workspace.modelSummary ?? {};
  if (classCount && names.length > 0 && names.length !== classCount - labelOffset(classCount, names.length)) {
    const problem = `it names ${names.length} classes, and the model tells apart ${classCount}`;
    throw new LabError("data.invalid", { name: by instanceof File ? by.name : "", problem });
  }
  return data.nameClasses(names);
};

async function namesIn(file: File): Promise<string[]> {
  const { name, size } = file;
  if (size > MAX_TEXT_BYTES)
    throw new LabError("data.too-large", { name, what: "bytes of text", found: size, limit: MAX_TEXT_BYTES });
  return parseClassList(decodeText(new Uint8Array(await file.arrayBuffer())), name).names;
}

/**
 * Opens a data set by its description. Its sheets lie beside the description and load in the background, so that
 * the page is ready before the last image. Loading ends when the set is replaced.
 *
 * @throws LabError `data.invalid`
 */
function openSheets(description: string, baseUrl: string, source: Source): LoadedData {
  const { name, licence, classes, tile, splits } = parseManifest(description);
  const { calibration, evaluation } = splits;
  const counts = { calibration: calibration.count, evaluation: evaluation.count };
  const summary: DatasetSummary = {
    source,
    name,
    licence,
    classes: classes.map((each) => ({ name: each.name, symbol: each.emoji })),
    pictureSize: tile,
    calibrationCount: counts.calibration,
    evaluationCount: counts.evaluation,
    labelledCount: counts,
    labelsFrom: "description",
    kind: "pictures",
    skipped: [],
    sharedSplit: false,
  };
  const loading = new AbortController();
  const sheets = {
    calibration: new SheetSplit(calibration, tile, baseUrl, loading.signal),
    evaluation: new SheetSplit(evaluation, tile, baseUrl, loading.signal),
  };
  return new LoadedData(summary, sheets, loading);
}
