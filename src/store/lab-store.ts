import type { StoreApi } from "zustand/vanilla";
import { createStore } from "zustand/vanilla";
import { createAutopilotSlice } from "./autopilot-slice.ts";
import { createCatalogSlice } from "./catalog-slice.ts";
import { createClassNamesSlice } from "./class-names-slice.ts";
import { createColdTimingSlice } from "./cold-timing-slice.ts";
import { createDiagnosisSlice } from "./diagnosis-slice.ts";
import { createExplorerSlice } from "./explorer-slice.ts";
import { createExportSlice } from "./export-slice.ts";
import { createGuideSlice } from "./guide-slice.ts";
import { createKeptSlice } from "./kept-slice.ts";
import type { KeptStore } from "./kept-store.ts";
import type { LabPort, LabServices, LabState } from "./lab-state.ts";
import { createLayersSlice } from "./layers-slice.ts";
import { createLinkSlice } from "./link-slice.ts";
import { createLogSlice } from "./log-slice.ts";
import { createMiniSlice } from "./mini-slice.ts";
import { createNetworkErrorsSlice } from "./network-errors-slice.ts";
import { createOutputsSlice } from "./outputs-slice.ts";
import { createOwnFilesSlice } from "./own-files-slice.ts";
import { createPicturesSlice } from "./pictures-slice.ts";
import { createRangesSlice } from "./ranges-slice.ts";
import { createRecipeSlice } from "./recipe-slice.ts";
import { createRunSlice } from "./run-slice.ts";
import { createScenarioSlice } from "./scenario-slice.ts";
import { createSilenceSlice } from "./silence-slice.ts";
import { createStartSlice } from "./start-slice.ts";
import { createSweepSlice } from "./sweep-slice.ts";
import { createViewSlice } from "./view-slice.ts";
import { WorkerSession } from "./worker-session.ts";
import { createWorkspaceSlice } from "./workspace-slice.ts";

export type LabStore = StoreApi<LabState>;

export interface LabStoreOptions {
  client: LabPort;
  openMini: LabServices["openMini"];
  baseUrl: string;
  fetch: LabServices["fetch"];
  keptStore: KeptStore;
}

/** The page's whole state; React binds to it through `lab-context.ts`. */
export function createLabStore({ client, ...outside }: LabStoreOptions): LabStore {
  const services: LabServices = { session: new WorkerSession(client), ...outside };
  return createStore<LabState>()((...args) => ({
    ...createCatalogSlice(services)(...args),
    ...createWorkspaceSlice(services)(...args),
    ...createOwnFilesSlice(services)(...args),
    ...createClassNamesSlice(services)(...args),
    ...createKeptSlice(services)(...args),
    ...createStartSlice(services)(...args),
    ...createLinkSlice(services)(...args),
    ...createLogSlice(services)(...args),
    ...createRecipeSlice(...args),
    ...createRunSlice(services)(...args),
    ...createLayersSlice(...args),
    ...createExplorerSlice(services)(...args),
    ...createRangesSlice(services)(...args),
    ...createOutputsSlice(services)(...args),
    ...createPicturesSlice(services)(...args),
    ...createExportSlice(services)(...args),
    ...createSweepSlice(services)(...args),
    ...createAutopilotSlice(services)(...args),
    ...createDiagnosisSlice(services)(...args),
    ...createNetworkErrorsSlice(services)(...args),
    ...createMiniSlice(services)(...args),
    ...createGuideSlice(...args),
    ...createScenarioSlice(...args),
    ...createColdTimingSlice(services)(...args),
    ...createSilenceSlice(client)(...args),
    ...createViewSlice(...args),
  }));
}
