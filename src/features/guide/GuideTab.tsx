import { SegmentedControl } from "@mantine/core";
import { useLab } from "#store/lab-context.ts";
import { GUIDE_SECTIONS } from "#store/lessons/guide-slice.ts";
import { Glossary } from "./Glossary.tsx";
import classes from "./GuideTab.module.css";
import { Procedure } from "./procedure/Procedure.tsx";
import { Questions } from "./Questions.tsx";
import { Scenarios } from "./scenarios/Scenarios.tsx";

const SECTIONS = {
  procedure: { label: "Procedure", Content: Procedure },
  questions: { label: "Questions", Content: Questions },
  scenarios: { label: "Break it", Content: Scenarios },
  glossary: { label: "Glossary", Content: Glossary },
} as const;

/** Learning by doing: the procedure, beginners' questions, experiments to mend, and the words. */
export default function GuideTab() {
  const { section, showGuide } = useLab((state) => ({
    section: state.guideSection,
    showGuide: state.showGuide,
  }));
  const { Content } = SECTIONS[section];
  return (
    <div className={classes.tab}>
      <SegmentedControl
        className={classes.sections}
        aria-label="Part of the guide"
        data={GUIDE_SECTIONS.map((value) => ({ value, label: SECTIONS[value].label }))}
        value={section}
        onChange={(value) => {
          const chosen = GUIDE_SECTIONS.find((each) => each === value);
          if (chosen) showGuide(chosen);
        }}
      />
      <Content />
    </div>
  );
}
