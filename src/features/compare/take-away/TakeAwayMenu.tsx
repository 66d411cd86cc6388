import { Button, Menu } from "@mantine/core";
import { IconBrandPython, IconChevronDown, IconFileText } from "@tabler/icons-react";
import { useCallback, useState } from "react";
import { pythonScript } from "#share/python-script.ts";
import { useLab } from "#store/lab-context.ts";
import type { RunRecord } from "#store/run/run-slice.ts";
import { fetchPart } from "#ui/loading/fetch-part.ts";
import { lazyPart } from "#ui/loading/lazy-part.tsx";
import { FailureNotice } from "#ui/notice/FailureNotice.tsx";
import { saveFile } from "#ui/save-file.ts";
import type { ReportChart } from "./ReportPage.tsx";

const ReportCharts = lazyPart(
  () => import("./ReportCharts.tsx"),
  ({ ReportCharts: Charts }) => Charts,
);

/** What else of a run can be taken away, besides the model and the report as JSON. */
export function TakeAwayMenu({ latest }: { latest: RunRecord | null }) {
  const reportFindings = useLab((state) => state.reportFindings);
  const [drawing, setDrawing] = useState<RunRecord | null>(null);
  const [failed, setFailed] = useState<{ error: unknown } | null>(null);
  const save = useCallback(
    async (charts: ReportChart[], colours: { ground: string; text: string }) => {
      if (!drawing) return;
      const findings = reportFindings();
      try {
        const reportHtml = await fetchPart(
          () => import("./report-html.tsx"),
          (module) => module.reportHtml,
        );
        saveFile("report.html", [reportHtml({ record: drawing, findings, charts, colours })], "text/html");
      } catch (error) {
        setFailed({ error });
      } finally {
        setDrawing(null);
      }
    },
    [drawing, reportFindings],
  );
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button
            size="xs"
            variant="default"
            disabled={!latest}
            loading={drawing !== null}
            rightSection={<IconChevronDown size={14} aria-hidden />}
          >
            More
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconFileText size={16} aria-hidden />}
            onClick={() => {
              setFailed(null);
              setDrawing(latest);
            }}
          >
            Report as a page (.html)
          </Menu.Item>
          <Menu.Item
            leftSection={<IconBrandPython size={16} aria-hidden />}
            onClick={() =>
              latest && saveFile("quantize.py", [pythonScript(latest.result.recipe)], "text/x-python")
            }
          >
            Python script for ONNX Runtime (.py)
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {failed && (
        <FailureNotice
          error={failed.error}
          kept="No file was saved; the run is still there."
          onDismiss={() => setFailed(null)}
        />
      )}
      {drawing && <ReportCharts record={drawing} onDrawn={save} onDismiss={() => setDrawing(null)} />}
    </>
  );
}
