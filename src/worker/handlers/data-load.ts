import { LabError } from "#core/lab-error.ts";
import { parseManifest } from "#images/manifest.ts";
import type { DatasetSummary } from "#protocol/messages.ts";
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
  if ("files" in location) throw new LabError("data.invalid", { problem: "it is no description" });
  const bytes = await readBytes(location, "data.missing", signal, progress);
  const manifest = parseManifest(new TextDecoder().decode(bytes));
  const baseUrl = "url" in location ? new URL(location.url, self.location.href).href : self.location.href;
  const { calibration, evaluation } = manifest.splits;
  const counts = { calibration: calibration.count, evaluation: evaluation.count };
  const summary: DatasetSummary = {
    source,
    name: manifest.name,
    licence: manifest.licence,
    classes: manifest.classes.map(({ name, emoji }) => ({ name, symbol: emoji })),
    pictureSize: manifest.tile,
    calibrationCount: counts.calibration,
    evaluationCount: counts.evaluation,
    labelledCount: counts,
    labelsFrom: "description",
    kind: "pictures",
    skipped: [],
    sharedSplit: false,
  };
  // The pictures outlive this request, so its signal must not stop them.
  const { signal: never } = new AbortController();
  workspace.openData(
    new LoadedData(summary, {
      calibration: new SheetSplit(calibration, manifest.tile, baseUrl, never),
      evaluation: new SheetSplit(evaluation, manifest.tile, baseUrl, never),
    }),
  );
  return summary;
};
