import { Textarea } from "@mantine/core";
import { useLab } from "#store/lab-context.ts";
import { formatCounted } from "#words/format.ts";
import { pastedText } from "../pasted-text.ts";
import classes from "./controls.module.css";

/** Numbers of one's own, and what of the text could not be read. */
export function PastedNumbers() {
  const { pasted, answer, setMini } = useLab(({ mini, miniAnswers, setMini }) => ({
    pasted: mini.pasted,
    answer: miniAnswers[mini.view]?.value,
    setMini,
  }));
  const read = answer?.read;
  const problem = read && pastedText(read);
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
        {!read || (answer.count === 0 && read.refusedCount === 0)
          ? "Separated by blanks, commas, semicolons or lines, with a decimal point. They stay in this page."
          : `${formatCounted(answer.count, "number")} read.`}
        {problem && <strong className={classes.problem}> {problem}</strong>}
      </p>
    </>
  );
}
