import { Textarea } from "@mantine/core";
import { useDeferredValue } from "react";
import { useLab } from "#store/lab-context.ts";
import { formatCount } from "#ui/format.ts";
import { pastedText } from "../pasted-text.ts";
import { usePasted } from "../use-mini.ts";
import classes from "./controls.module.css";

/** Numbers of one's own, and what of the text could not be read. */
export function PastedNumbers() {
  const { pasted, setMini } = useLab(({ mini, setMini }) => ({ pasted: mini.pasted, setMini }));
  const parsed = usePasted(useDeferredValue(pasted));
  const problem = pastedText(parsed);
  return (
    <>
      <Textarea
        size="xs"
        rows={7}
        label="Numbers"
        placeholder={"0.12, \u22120.5 1.7e-3\n[0.25, 2.0]"}
        classNames={{ input: classes.numbers }}
        value={pasted}
        spellCheck={false}
        onChange={(event) => setMini({ pasted: event.currentTarget.value, looked: null, part: 0 })}
      />
      <p className={classes.note} aria-live="polite">
        {parsed.values.length === 0 && parsed.refusedCount === 0
          ? "Separated by blanks, commas, semicolons or lines, with a decimal point. They stay in this page."
          : `${formatCount(parsed.values.length)} ${parsed.values.length === 1 ? "number" : "numbers"} read.`}
        {problem && <strong className={classes.problem}> {problem}</strong>}
      </p>
    </>
  );
}
