import { parseManifest } from "#images/manifest.ts";
import type { Handler } from "../context.ts";
import { LoadedData } from "../loaded-data.ts";
import { SheetSplit } from "../picture-split.ts";
import { readBytes } from "../read-bytes.ts";

/**
 * Reads a data set's description and lets its sheets arrive in the background, so that the page is ready
 * before the last picture is. Sheets are looked for beside the description.
 */
export const loadData: Handler<"data.load"> = async (
  { source, location },
  { workspace, signal, progress },
) => {
  const bytes = await readBytes(location, "data.missing", signal, progress);
  const manifest = parseManifest(new TextDecoder().decode(bytes));
  const baseUrl = "url" in location ? new URL(location.url, self.location.href).href : self.location.href;
  const summary = {
    source,
    name: manifest.name,
    licence: manifest.licence,
    classes: manifest.classes.map(({ name, emoji }) => ({ name, symbol: emoji })),
    pictureSize: manifest.tile,
    calibrationCount: manifest.splits.calibration.count,
    evaluationCount: manifest.splits.evaluation.count,
  };
  // The pictures outlive this request, so its signal must not stop them.
  const { signal: never } = new AbortController();
  const { tile, splits } = manifest;
  workspace.openData(
    new LoadedData(summary, {
      calibration: new SheetSplit(splits.calibration, tile, baseUrl, never),
      evaluation: new SheetSplit(splits.evaluation, tile, baseUrl, never),
    }),
  );
  return summary;
};
