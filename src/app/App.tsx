import { Drawer } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { lazy, Suspense, useRef } from "react";
import { Header } from "#features/header/Header.tsx";
import { CopyLink } from "#features/link/CopyLink.tsx";
import { LinkNotices } from "#features/link/LinkNotices.tsx";
import { RecipePanel } from "#features/recipe/RecipePanel.tsx";
import { Notices } from "#features/run/Notices.tsx";
import { RunStatus } from "#features/run/RunStatus.tsx";
import { TourButton } from "#features/tour/TourButton.tsx";
import { TourCard } from "#features/tour/TourCard.tsx";
import { useTour } from "#features/tour/use-tour.ts";
import { useLab } from "#store/lab-context.ts";
import classes from "./App.module.css";
import { MainTabs } from "./MainTabs.tsx";
import { RESULTS_ID, SkipLink } from "./SkipLink.tsx";
import { UpdateNotice } from "./UpdateNotice.tsx";

const PickerDialog = lazy(async () => {
  const { PickerDialog: Dialog } = await import("#features/pickers/PickerDialog.tsx");
  return { default: Dialog };
});

const OfferDialog = lazy(() => import("#features/link/OfferDialog.tsx"));

const DropTarget = lazy(() => import("#features/open/DropTarget.tsx"));

/** Below this the rail becomes a drawer. */
const NARROW = "(max-width: 62em)";

/** Header and status above, the recipe at the left, the results by tabs. */
export function App() {
  const narrow = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false }) ?? false;
  const { railOpen, setRailOpen, picking, offered } = useLab((state) => ({
    railOpen: state.railOpen,
    setRailOpen: state.setRailOpen,
    picking: state.picker !== null,
    offered: state.offer !== null,
  }));
  const tour = useTour();
  const results = useRef<HTMLElement>(null);
  return (
    <div className={classes.app} data-narrow={narrow || undefined}>
      <SkipLink to={results} />
      <header className={classes.top}>
        <Header
          narrow={narrow}
          share={
            <>
              <TourButton tour={tour} />
              <CopyLink />
            </>
          }
        />
        <RunStatus />
      </header>
      <div className={classes.tour}>
        <TourCard tour={tour} />
      </div>
      {narrow ? (
        <Drawer
          opened={railOpen}
          onClose={() => setRailOpen(false)}
          size={340}
          padding={0}
          withCloseButton={false}
        >
          <RecipePanel onClose={() => setRailOpen(false)} />
        </Drawer>
      ) : (
        <aside className={classes.rail} aria-label="Recipe" data-tour="recipe">
          <RecipePanel />
        </aside>
      )}
      <main className={classes.main} ref={results} id={RESULTS_ID} tabIndex={-1}>
        <UpdateNotice />
        <Notices />
        <LinkNotices />
        <MainTabs />
      </main>
      <Suspense>{picking && <PickerDialog />}</Suspense>
      <Suspense>{offered && <OfferDialog />}</Suspense>
      <Suspense>
        <DropTarget />
      </Suspense>
    </div>
  );
}
