import type { StoreApi } from "zustand/vanilla";
import { createStore } from "zustand/vanilla";
import { createKeptSlice } from "./kept/kept-slice.ts";
import type { KeptStore } from "./kept/kept-store.ts";
import { createLinkSlice } from "./kept/link-slice.ts";
import { createLogSlice } from "./kept/log-slice.ts";
import type { LabPort, LabServices, LabState } from "./lab-state.ts";
import { createGuideSlice } from "./lessons/guide-slice.ts";
import { createScenarioSlice } from "./lessons/scenario-slice.ts";
import { createRangesSlice } from "./recipe/ranges-slice.ts";
import { createRecipeSlice } from "./recipe/recipe-slice.ts";
import { createExportSlice } from "./run/export-slice.ts";
import { createOutputsSlice } from "./run/outputs-slice.ts";
import { createPicturesSlice } from "./run/pictures-slice.ts";
import { createRunSlice } from "./run/run-slice.ts";
import { createStartSlice } from "./run/start-slice.ts";
import { createSilenceSlice } from "./silence-slice.ts";
import { createAutopilotSlice } from "./tasks/autopilot-slice.ts";
import { createColdTimingSlice } from "./tasks/cold-timing-slice.ts";
import { createDiagnosisSlice } from "./tasks/diagnosis-slice.ts";
import { createExplorerSlice } from "./tasks/explorer-slice.ts";
import { createLayersSlice } from "./tasks/layers-slice.ts";
import { createMiniSlice } from "./tasks/mini-slice.ts";
import { createNetworkErrorsSlice } from "./tasks/network-errors-slice.ts";
import { createSweepSlice } from "./tasks/sweep-slice.ts";
import { createTasksSlice } from "./tasks/tasks-slice.ts";
import { createViewSlice } from "./view-slice.ts";
import { WorkerSession } from "./worker-session.ts";
import { createCatalogSlice } from "./workspace/catalog-slice.ts";
import { createClassNamesSlice } from "./workspace/class-names-slice.ts";
import { createOwnFilesSlice } from "./workspace/own-files-slice.ts";
import { createWorkspaceSlice } from "./workspace/workspace-slice.ts";

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
    ...createTasksSlice(services)(...args),
    ...createRunSlice(...args),
    ...createLayersSlice(...args),
    ...createExplorerSlice(services)(...args),
    ...createRangesSlice(services)(...args),
    ...createOutputsSlice(services)(...args),
    ...createPicturesSlice(services)(...args),
    ...createExportSlice(services)(...args),
    ...createSweepSlice(...args),
    ...createAutopilotSlice(...args),
    ...createDiagnosisSlice(...args),
    ...createNetworkErrorsSlice(...args),
    ...createMiniSlice(services)(...args),
    ...createGuideSlice(...args),
    ...createScenarioSlice(...args),
    ...createColdTimingSlice(...args),
    ...createSilenceSlice(client)(...args),
    ...createViewSlice(...args),
  }));
}
