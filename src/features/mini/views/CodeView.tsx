import { Button, SegmentedControl } from "@mantine/core";
import { IconCheck, IconCopy, IconDownload } from "@tabler/icons-react";
import { memo, useEffect, useState } from "react";
import { Panel } from "#ui/Panel.tsx";
import { ScrollBox } from "#ui/ScrollBox.tsx";
import { saveFile } from "#ui/save-file.ts";
import { MOST_INLINE, miniScript, type ScriptLibrary, VALUES_FILE } from "../mini-script.ts";
import type { PartProps, ViewPart } from "./ViewParts.tsx";
import classes from "./views.module.css";

const COPIED_MS = 2500;

function Code({ answer: { x, outcomes } }: PartProps<"code">) {
  const [library, setLibrary] = useState<ScriptLibrary>("numpy");
  const [side, setSide] = useState("A");
  const [copied, setCopied] = useState<"yes" | "refused" | null>(null);
  useEffect(() => {
    if (copied !== "yes") return;
    const timer = setTimeout(() => setCopied(null), COPIED_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const { settings, partSize } = outcomes.find(({ name }) => name === side) ?? outcomes[0];
  const script = miniScript(library, x, partSize, settings);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(script);
      setCopied("yes");
    } catch {
      setCopied("refused");
    }
  };
  return (
    <Panel
      title="The code for it"
      note={
        x.length > MOST_INLINE
          ? `Gives the same codes and the same error as this page. The values are read from ${VALUES_FILE}: put it beside the script.`
          : "Gives the same codes and the same error as this page."
      }
    >
      <div className={classes.stack}>
        <div className={classes.row}>
          <SegmentedControl
            size="xs"
            aria-label="Library of the script"
            value={library}
            onChange={(value) => setLibrary(value === "torch" ? "torch" : "numpy")}
            data={[
              { value: "numpy", label: "NumPy" },
              { value: "torch", label: "PyTorch" },
            ]}
          />
          {outcomes.length > 1 && (
            <SegmentedControl
              size="xs"
              aria-label="Setting of the script"
              value={side}
              onChange={setSide}
              data={["A", "B"]}
            />
          )}
          <Button
            size="xs"
            variant="default"
            leftSection={
              copied === "yes" ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />
            }
            onClick={() => void copy()}
          >
            {copied === "yes" ? "Copied" : "Copy code"}
          </Button>
          {x.length > MOST_INLINE && (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconDownload size={14} aria-hidden />}
              onClick={() => saveFile(VALUES_FILE, [x], "application/octet-stream")}
            >
              Download {VALUES_FILE}
            </Button>
          )}
        </div>
        <p className={classes.quiet} aria-live="polite">
          {copied === "refused" &&
            "The browser keeps the clipboard from this page: select the code and copy it."}
        </p>
        <ScrollBox label="The script" maxHeight={620}>
          <pre className={classes.code}>{script}</pre>
        </ScrollBox>
      </div>
    </Panel>
  );
}

/** The same experiment as a script. */
export const CODE_PARTS: readonly ViewPart<"code">[] = [{ id: "code", height: 798, Content: memo(Code) }];
