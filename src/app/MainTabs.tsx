import { Skeleton, Tabs } from "@mantine/core";
import { useEffect, useRef } from "react";
import { NoticesButton } from "#features/run/NoticesButton.tsx";
import { useLab } from "#store/lab-context.ts";
import type { Tab } from "#store/view-slice.ts";
import { lazyPart } from "#ui/loading/lazy-part.tsx";
import { whenIdle } from "#ui/loading/when-idle.ts";
import classes from "./MainTabs.module.css";

interface TabEntry {
  tab: Tab;
  label: string;
  load: () => Promise<{ default: () => React.JSX.Element }>;
}

/** One entry per tab; a new tab is a folder under features and a line here. */
const TABS: readonly TabEntry[] = [
  { tab: "compare", label: "Compare", load: () => import("./ComparePage.tsx") },
  { tab: "layers", label: "Layers", load: () => import("./LayersPage.tsx") },
  {
    tab: "sensitivity",
    label: "Sensitivity",
    load: () => import("#features/sensitivity/SensitivityTab.tsx"),
  },
  { tab: "diagnosis", label: "Diagnosis", load: () => import("#features/diagnosis/DiagnosisTab.tsx") },
  {
    tab: "experiments",
    label: "Experiments",
    load: () => import("#features/experiments/ExperimentsTab.tsx"),
  },
  { tab: "mini", label: "Mini experiment", load: () => import("#features/mini/MiniTab.tsx") },
  { tab: "guide", label: "Guide", load: () => import("#features/guide/GuideTab.tsx") },
];

const GuideStrip = lazyPart(
  () => import("#features/guide/GuideStrip.tsx"),
  ({ default: Strip }) => Strip,
);

const PANELS = TABS.map((entry) => ({ ...entry, Content: lazyPart(entry.load, ({ default: Tab }) => Tab) }));

/** The results. */
export function MainTabs() {
  const { tab, showTab, isGuided } = useLab((state) => ({
    tab: state.tab,
    showTab: state.showTab,
    isGuided: state.tab !== "guide" && (state.isGuideStripOpen || state.scenario !== null),
  }));
  useEffect(() => {
    // Fetched while the page is idle, so that no code is read in the middle of a run.
    return whenIdle(() => {
      // What cannot be fetched now is asked for again when its tab is opened.
      for (const { load } of TABS) load().catch(() => undefined);
    });
  }, []);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // On a phone the row of tabs is wider than the page: the chosen one goes to its middle.
    const row = list.current;
    const chosen = row?.querySelector<HTMLElement>(`[data-tab="${tab}"]`);
    if (row && chosen) row.scrollLeft = chosen.offsetLeft - (row.clientWidth - chosen.offsetWidth) / 2;
  }, [tab]);
  return (
    <Tabs
      value={tab}
      onChange={(value) => {
        const chosen = TABS.find((each) => each.tab === value);
        if (chosen) showTab(chosen.tab);
      }}
      keepMounted={false}
    >
      <div className={classes.head}>
        <Tabs.List className={classes.list} ref={list} aria-label="Views" data-tour="results">
          {TABS.map(({ tab: value, label }) => (
            <Tabs.Tab
              key={value}
              value={value}
              data-tab={value}
              data-tour={value === "guide" ? "share" : undefined}
            >
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <div className={classes.aside}>
          <NoticesButton />
        </div>
      </div>
      {isGuided && <GuideStrip />}
      {PANELS.map(({ tab: value, Content }) => (
        <Tabs.Panel key={value} value={value} pt="md">
          <Content fallback={<Skeleton height={400} animate={false} />} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
