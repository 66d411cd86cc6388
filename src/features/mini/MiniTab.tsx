import { Switch, Tabs } from "@mantine/core";
import { useDeferredValue } from "react";
import { useLab } from "#store/lab-context.ts";
import type { MiniView } from "#store/mini-slice.ts";
import { Panel } from "#ui/Panel.tsx";
import { SettingsPanel } from "./controls/SettingsPanel.tsx";
import { ValuesPanel } from "./controls/ValuesPanel.tsx";
import classes from "./MiniTab.module.css";
import { useMiniValues, useOutcomes } from "./use-mini.ts";
import { CodeView } from "./views/CodeView.tsx";
import { FormatsView } from "./views/FormatsView.tsx";
import { FormulasView } from "./views/FormulasView.tsx";
import { TripView } from "./views/TripView.tsx";
import type { ViewProps } from "./views/view-props.ts";
import { ZeroView } from "./views/ZeroView.tsx";

const VIEWS: readonly { view: MiniView; label: string; Content: (props: ViewProps) => React.JSX.Element }[] =
  [
    { view: "trip", label: "Round trip", Content: TripView },
    { view: "formulas", label: "Formulas", Content: FormulasView },
    { view: "zero", label: "Zero point", Content: ZeroView },
    { view: "formats", label: "Number formats", Content: FormatsView },
    { view: "code", label: "Code", Content: CodeView },
  ];

/** Numbers put through a grid of integers and back, at once and without a model. */
export default function MiniTab() {
  const { mini, setMini } = useLab(({ mini, setMini }) => ({ mini, setMini }));
  const shown = useDeferredValue(mini);
  const values = useMiniValues(shown);
  const outcomes = useOutcomes(values, shown);
  // The value looked at answers to each key press at once; all else may lag behind what is typed.
  const content = { mini: { ...shown, looked: mini.looked }, values, outcomes };
  return (
    <div className={classes.tab}>
      <div className={classes.controls}>
        <ValuesPanel />
        <Switch
          size="sm"
          label="Compare two settings"
          checked={mini.compares}
          onChange={(event) => setMini({ compares: event.currentTarget.checked })}
        />
        <SettingsPanel side="a" name={mini.compares ? "A" : ""} />
        {mini.compares && <SettingsPanel side="b" name="B" />}
      </div>
      <Tabs
        className={classes.views}
        value={mini.view}
        keepMounted={false}
        classNames={{ tab: classes.view }}
        onChange={(value) => {
          const chosen = VIEWS.find(({ view }) => view === value);
          if (chosen) setMini({ view: chosen.view });
        }}
      >
        <Tabs.List aria-label="Sides of the experiment">
          {VIEWS.map(({ view, label }) => (
            <Tabs.Tab key={view} value={view}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {VIEWS.map(({ view, Content }) => (
          <Tabs.Panel key={view} value={view} pt="sm">
            {values.x.length === 0 ? (
              <Panel title="No values yet" note="Draw some, choose a layer, or paste numbers." />
            ) : (
              <Content {...content} />
            )}
          </Tabs.Panel>
        ))}
      </Tabs>
    </div>
  );
}
