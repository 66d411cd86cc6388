import type { Source } from "#experiment/recipe.ts";
import { parseManifest } from "#images/preprocess/manifest.ts";
import type { DatasetSummary } from "#protocol/messages.ts";
import { SheetSplit } from "../items/picture-split.ts";
import { LoadedData } from "./loaded-data.ts";

/**
 * Opens a data set by its description. Its sheets, beside the description, arrive in the background, so that the page
 * is ready before the last picture is; they stop arriving when the set is replaced.
 *
 * @throws LabError `data.invalid`
 */
export function openSheets(description: string, baseUrl: string, source: Source): LoadedData {
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
