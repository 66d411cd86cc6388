import type { Finding } from "#experiment/report.ts";
import type { Failure } from "../failure.ts";
import { isAbort, toFailure } from "../failure.ts";
import type { LabServices, SliceCreator } from "../lab-state.ts";
import { findingsOf } from "../tasks/diagnosis-slice.ts";
import { isOfLoaded } from "../workspace/of-loaded.ts";
import { reportJson } from "./report-json.ts";

/** Saves bytes under a name; the page hands in the browser's way of doing so. */
export type SaveFile = (fileName: string, parts: BlobPart[], type: string) => void;

export interface ExportSlice {
  exporting: boolean;
  exportFailure: Failure | null;
  downloadModel: (save: SaveFile) => Promise<void>;
  downloadReport: (save: SaveFile) => void;
  /** What the diagnosis knows of the last run, for a report. */
  reportFindings: () => Finding[];
  dismissExportFailure: () => void;
}

export const createExportSlice =
  ({ session }: LabServices): SliceCreator<ExportSlice> =>
  (set, get) => ({
    exporting: false,
    exportFailure: null,
    downloadModel: async (save) => {
      const { latest, exporting } = get();
      if (!latest || exporting || !isOfLoaded(latest, get())) return;
      set({ exporting: true, exportFailure: null });
      try {
        const { bytes, fileName } = await session.call("model.export", { recipe: latest.result.recipe });
        save(fileName, [bytes], "application/octet-stream");
      } catch (error) {
        if (!isAbort(error)) set({ exportFailure: toFailure(error) });
      } finally {
        set({ exporting: false });
      }
    },
    downloadReport: (save) => {
      const { latest } = get();
      if (latest) save("report.json", [reportJson(latest.result, findingsOf(get()))], "application/json");
    },
    reportFindings: () => findingsOf(get()),
    dismissExportFailure: () => set({ exportFailure: null }),
  });
