import { Button, Group } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useLab } from "#store/lab-context.ts";
import type { RunRecord } from "#store/run/run-slice.ts";
import { isOfLoaded } from "#store/workspace/of-loaded.ts";
import { Panel } from "#ui/Panel.tsx";
import { saveFile } from "#ui/save-file.ts";
import { TakeAwayMenu } from "../take-away/TakeAwayMenu.tsx";
import { EnvironmentLine } from "./EnvironmentLine.tsx";
import type { MeasuredBy } from "./measured-by.ts";
import { ResultTable } from "./ResultTable.tsx";
import { SpeedNote } from "./SpeedNote.tsx";

/** The numbers as text, and what can be taken away. */
export function ResultPanel({ by }: { by: MeasuredBy }) {
  const { latest, loaded, previous, baseline, exporting, downloadModel, downloadReport } = useLab(
    (state) => ({
      latest: state.latest,
      loaded: isOfLoaded(state.latest, state),
      previous: state.previous,
      baseline: state.baseline,
      exporting: state.exporting,
      downloadModel: state.downloadModel,
      downloadReport: state.downloadReport,
    }),
  );
  const icon = <IconDownload size={16} aria-hidden />;
  return (
    <Panel
      title={latest ? titleOf(latest) : "Results"}
      aside={
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            leftSection={icon}
            disabled={!loaded}
            loading={exporting}
            onClick={() => void downloadModel(saveFile)}
          >
            Download quantized model
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={icon}
            disabled={!latest}
            onClick={() => downloadReport(saveFile)}
          >
            Download report
          </Button>
          <TakeAwayMenu latest={latest} />
        </Group>
      }
    >
      <ResultTable latest={latest} previous={previous} baseline={baseline} by={by} />
      <SpeedNote latest={latest} />
      <EnvironmentLine result={latest?.result ?? null} />
    </Panel>
  );
}

const titleOf = ({ number, modelName, fromEarlierVisit }: RunRecord): string =>
  `Run ${number}: ${modelName}${fromEarlierVisit ? ", from an earlier visit" : ""}`;
