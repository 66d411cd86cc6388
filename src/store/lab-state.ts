import type { StateCreator } from "zustand/vanilla";
import type { LabClient } from "#client/lab-client.ts";
import type { MiniMessages } from "#protocol/mini.ts";
import type { AutopilotSlice } from "./autopilot-slice.ts";
import type { CatalogSlice } from "./catalog-slice.ts";
import type { ClassNamesSlice } from "./class-names-slice.ts";
import type { ColdTimingSlice } from "./cold-timing-slice.ts";
import type { DiagnosisSlice } from "./diagnosis-slice.ts";
import type { ExplorerSlice } from "./explorer-slice.ts";
import type { ExportSlice } from "./export-slice.ts";
import type { GuideSlice } from "./guide-slice.ts";
import type { KeptSlice } from "./kept-slice.ts";
import type { KeptStore } from "./kept-store.ts";
import type { LayersSlice } from "./layers-slice.ts";
import type { LinkSlice } from "./link-slice.ts";
import type { LogSlice } from "./log-slice.ts";
import type { MiniSlice } from "./mini-slice.ts";
import type { NetworkErrorsSlice } from "./network-errors-slice.ts";
import type { OutputsSlice } from "./outputs-slice.ts";
import type { OwnFilesSlice } from "./own-files-slice.ts";
import type { PicturesSlice } from "./pictures-slice.ts";
import type { RangesSlice } from "./ranges-slice.ts";
import type { RecipeSlice } from "./recipe-slice.ts";
import type { RunSlice } from "./run-slice.ts";
import type { ScenarioSlice } from "./scenario-slice.ts";
import type { SilenceSlice } from "./silence-slice.ts";
import type { StartSlice } from "./start-slice.ts";
import type { SweepSlice } from "./sweep-slice.ts";
import type { ViewSlice } from "./view-slice.ts";
import type { WorkerSession } from "./worker-session.ts";
import type { WorkspaceSlice } from "./workspace-slice.ts";

export type LabState = CatalogSlice &
  WorkspaceSlice &
  OwnFilesSlice &
  ClassNamesSlice &
  KeptSlice &
  StartSlice &
  LinkSlice &
  LogSlice &
  RecipeSlice &
  RunSlice &
  LayersSlice &
  ExplorerSlice &
  RangesSlice &
  OutputsSlice &
  PicturesSlice &
  ExportSlice &
  SweepSlice &
  AutopilotSlice &
  DiagnosisSlice &
  NetworkErrorsSlice &
  GuideSlice &
  ScenarioSlice &
  ColdTimingSlice &
  MiniSlice &
  SilenceSlice &
  ViewSlice;

/** The part of the client that the store uses; tests put a double here. */
export type LabPort = Pick<LabClient, "call" | "onRestart" | "onSilence" | "endWorker">;

/** The same of the mini experiment's own worker. */
export type MiniPort = Pick<LabClient<MiniMessages>, "call" | "onSilence" | "endWorker">;

/** What the slices need from outside the store. */
export interface LabServices {
  session: WorkerSession;
  /** Starts the mini experiment's worker. */
  openMini: () => MiniPort;
  /** Absolute address of the folder that holds `models/` and `datasets/`. */
  baseUrl: string;
  fetch: (url: string) => Promise<Response>;
  keptStore: KeptStore;
}

export type SliceCreator<Slice> = StateCreator<LabState, [], [], Slice>;
