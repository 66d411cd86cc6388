import { LayersTab } from "#features/layers/LayersTab.tsx";
import { NetworkErrorsPanel } from "#features/network-errors/NetworkErrorsPanel.tsx";

/** The layers, and the error on its way through all of them. */
export default function LayersPage() {
  return (
    <LayersTab>
      <NetworkErrorsPanel />
    </LayersTab>
  );
}
