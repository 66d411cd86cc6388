import { Skeleton, Tabs } from "@mantine/core";
import { useEffect, useRef } from "react";
import { NoticesButton } from "#features/run/NoticesButton.tsx";
import { useLab } from "#store/lab-context.ts";
import { TABS, type Tab } from "#store/view-slice.ts";
import { lazyPart } from "#ui/loading/lazy-part.tsx";
import { whenIdle } from "#ui/loading/when-idle.ts";
import classes from "./MainTabs.module.css";

/** Where the content of each tab is loaded from. */
const LOADS: Record<Tab, () => Promise<{ default: () => React.JSX.Element }>> = {
  compare: () => import("./ComparePage.tsx"),
  layers: () => import("./LayersPage.tsx"),
  sensitivity: () => import("#features/sensitivity/SensitivityTab.tsx"),
  diagnosis: () => import("#features/diagnosis/DiagnosisTab.tsx"),
  experiments: () => import("#features/experiments/ExperimentsTab.tsx"),
  mini: () => import("#features/mini/MiniTab.tsx"),
  guide: () => import("#features/guide/GuideTab.tsx"),
};

const GuideStrip = lazyPart(
  () => import("#features/guide/GuideStrip.tsx"),
  ({ default: Strip }) => Strip,
);

const PANELS = TABS.map(({ id }) => ({
  id,
  Content: lazyPart(LOADS[id], ({ default: Content }) => Content),
}));

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
      for (const load of Object.values(LOADS)) load().catch(() => undefined);
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
        const chosen = TABS.find(({ id }) => id === value);
        if (chosen) showTab(chosen.id);
      }}
      keepMounted={false}
    >
      <div className={classes.head}>
        <Tabs.List className={classes.list} ref={list} aria-label="Views" data-tour="results">
          {TABS.map(({ id: value, label }) => (
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
      {PANELS.map(({ id: value, Content }) => (
        <Tabs.Panel key={value} value={value} pt="md">
          <Content fallback={<Skeleton height={400} animate={false} />} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
