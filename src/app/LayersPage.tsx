import LayersTab from "#features/layers/LayersTab.tsx";
import { NetworkErrorsPanel } from "#features/network-errors/NetworkErrorsPanel.tsx";
import classes from "./LayersPage.module.css";

/** One layer after the other, and the error on its way through all of them. */
export default function LayersPage() {
  return (
    <div className={classes.page}>
      <LayersTab />
      <NetworkErrorsPanel />
    </div>
  );
}
