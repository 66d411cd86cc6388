import { Switch, Tabs } from "@mantine/core";
import type { MiniQuestion, MiniView } from "#protocol/mini.ts";
import { useLab } from "#store/lab-context.ts";
import { SettingsPanel } from "./controls/SettingsPanel.tsx";
import { ValuesPanel } from "./controls/ValuesPanel.tsx";
import classes from "./MiniTab.module.css";
import { useQuestion } from "./use-mini.ts";
import { CODE_PARTS } from "./views/CodeView.tsx";
import { FORMATS_PARTS } from "./views/FormatsView.tsx";
import { FORMULAS_PARTS } from "./views/FormulasView.tsx";
import { TRIP_PARTS } from "./views/TripView.tsx";
import { ViewParts } from "./views/ViewParts.tsx";
import { ZERO_PARTS } from "./views/ZeroView.tsx";

interface ViewEntry {
  view: MiniView;
  label: string;
  /** On a phone, where all stand in one row. */
  short?: string;
  show: (question: MiniQuestion) => React.JSX.Element;
}

const VIEWS: readonly ViewEntry[] = [
  {
    view: "trip",
    label: "Round trip",
    show: (question) => <ViewParts view="trip" question={question} parts={TRIP_PARTS} />,
  },
  {
    view: "formulas",
    label: "Formulas",
    show: (question) => <ViewParts view="formulas" question={question} parts={FORMULAS_PARTS} />,
  },
  {
    view: "zero",
    label: "Zero point",
    short: "Zero",
    show: (question) => <ViewParts view="zero" question={question} parts={ZERO_PARTS} />,
  },
  {
    view: "formats",
    label: "Number formats",
    short: "Formats",
    show: (question) => <ViewParts view="formats" question={question} parts={FORMATS_PARTS} />,
  },
  {
    view: "code",
    label: "Code",
    show: (question) => <ViewParts view="code" question={question} parts={CODE_PARTS} />,
  },
];

/** Numbers put through a grid of integers and back, at once and without a model. */
export default function MiniTab() {
  const { view, compares, setMini } = useLab(({ mini, setMini }) => ({
    view: mini.view,
    compares: mini.compares,
    setMini,
  }));
  const question = useQuestion();
  return (
    <div className={classes.tab}>
      <div className={classes.controls}>
        <ValuesPanel />
        <Switch
          size="sm"
          label="Compare two settings"
          checked={compares}
          onChange={(event) => setMini({ compares: event.currentTarget.checked })}
        />
        <SettingsPanel side="a" name={compares ? "A" : ""} />
        {compares && <SettingsPanel side="b" name="B" />}
      </div>
      <Tabs
        className={classes.views}
        value={view}
        keepMounted={false}
        classNames={{ list: classes.list, tab: classes.view }}
        onChange={(value) => {
          const chosen = VIEWS.find((each) => each.view === value);
          if (chosen) setMini({ view: chosen.view });
        }}
      >
        <Tabs.List aria-label="Sides of the experiment">
          {VIEWS.map(({ view: value, label, short = label }) => (
            <Tabs.Tab key={value} value={value}>
              <span className={classes.long}>{label}</span>
              <span className={classes.short}>{short}</span>
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {VIEWS.map((each) => (
          <Tabs.Panel key={each.view} value={each.view} pt="sm">
            {each.show(question)}
          </Tabs.Panel>
        ))}
      </Tabs>
    </div>
  );
}
