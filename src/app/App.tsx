import { Drawer } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { type MouseEvent, type RefObject, useRef } from "react";
import { Header } from "#features/header/Header.tsx";
import { CopyLink } from "#features/link/CopyLink.tsx";
import { LinkNotices } from "#features/link/LinkNotices.tsx";
import { RecipePanel } from "#features/recipe/RecipePanel.tsx";
import { Notices } from "#features/run/Notices.tsx";
import { RunStatus } from "#features/run/RunStatus.tsx";
import { TourButton, TourCard } from "#features/tour/TourCard.tsx";
import { useTour } from "#features/tour/use-tour.ts";
import { useLab } from "#store/lab-context.ts";
import { lazyPart } from "#ui/loading/lazy-part.tsx";
import classes from "./App.module.css";
import { MainTabs } from "./MainTabs.tsx";
import { UpdateNotice } from "./UpdateNotice.tsx";

const PickerDialog = lazyPart(
  () => import("#features/pickers/PickerDialog.tsx"),
  ({ PickerDialog: Dialog }) => Dialog,
);

const OfferDialog = lazyPart(
  () => import("#features/link/OfferDialog.tsx"),
  ({ default: Dialog }) => Dialog,
);

const DropTarget = lazyPart(
  () => import("#features/open/DropTarget.tsx"),
  ({ default: Target }) => Target,
);

/** Below this the rail becomes a drawer. */
const NARROW = "(max-width: 62em)";

/** Header and status above, the recipe at the left, the results by tabs. */
export function App() {
  const narrow = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false }) ?? false;
  const { railOpen, setRailOpen, picking, openPicker, offered, refuseOffer } = useLab((state) => ({
    railOpen: state.railOpen,
    setRailOpen: state.setRailOpen,
    picking: state.picker !== null,
    openPicker: state.openPicker,
    offered: state.offer !== null,
    refuseOffer: state.refuseOffer,
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
        {picking && <PickerDialog onDismiss={() => openPicker(null)} />}
        {offered && <OfferDialog onDismiss={refuseOffer} />}
        <DropTarget />
        <MainTabs />
      </main>
    </div>
  );
}

/** The first stop of the keyboard: past header and recipe. The address stays, as it holds the recipe. */
function SkipLink({ to }: { to: RefObject<HTMLElement | null> }) {
  const skip = (event: MouseEvent) => {
    event.preventDefault();
    to.current?.focus();
  };
  return (
    <a className={classes.skip} href={`#${RESULTS_ID}`} onClick={skip}>
      Skip to the results
    </a>
  );
}

const RESULTS_ID = "results";
