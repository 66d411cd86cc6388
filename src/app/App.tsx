import { Drawer } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { lazy, Suspense } from "react";
import { Header } from "#features/header/Header.tsx";
import { CopyLink } from "#features/link/CopyLink.tsx";
import { LinkNotices } from "#features/link/LinkNotices.tsx";
import { RecipePanel } from "#features/recipe/RecipePanel.tsx";
import { Notices } from "#features/run/Notices.tsx";
import { RunStatus } from "#features/run/RunStatus.tsx";
import { useLab } from "#store/lab-context.ts";
import classes from "./App.module.css";
import { MainTabs } from "./MainTabs.tsx";
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
  return (
    <div className={classes.app} data-narrow={narrow || undefined}>
      <header className={classes.top}>
        <Header narrow={narrow} share={<CopyLink />} />
        <RunStatus />
      </header>
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
        <aside className={classes.rail} aria-label="Recipe">
          <RecipePanel />
        </aside>
      )}
      <main className={classes.main}>
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
