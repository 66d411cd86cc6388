import type { StateCreator } from "zustand/vanilla";
import type { LabClient } from "#client/lab-client.ts";
import type { MiniMessages } from "#protocol/mini.ts";
import type { KeptSlice } from "./kept/kept-slice.ts";
import type { KeptStore } from "./kept/kept-store.ts";
import type { LinkSlice } from "./kept/link-slice.ts";
import type { LogSlice } from "./kept/log-slice.ts";
import type { GuideSlice } from "./lessons/guide-slice.ts";
import type { ScenarioSlice } from "./lessons/scenario-slice.ts";
import type { RangesSlice } from "./recipe/ranges-slice.ts";
import type { RecipeSlice } from "./recipe/recipe-slice.ts";
import type { ExportSlice } from "./run/export-slice.ts";
import type { OutputsSlice } from "./run/outputs-slice.ts";
import type { PicturesSlice } from "./run/pictures-slice.ts";
import type { RunSlice } from "./run/run-slice.ts";
import type { StartSlice } from "./run/start-slice.ts";
import type { SilenceSlice } from "./silence-slice.ts";
import type { AutopilotSlice } from "./tasks/autopilot-slice.ts";
import type { ColdTimingSlice } from "./tasks/cold-timing-slice.ts";
import type { DiagnosisSlice } from "./tasks/diagnosis-slice.ts";
import type { ExplorerSlice } from "./tasks/explorer-slice.ts";
import type { LayersSlice } from "./tasks/layers-slice.ts";
import type { MiniSlice } from "./tasks/mini-slice.ts";
import type { NetworkErrorsSlice } from "./tasks/network-errors-slice.ts";
import type { SweepSlice } from "./tasks/sweep-slice.ts";
import type { TasksSlice } from "./tasks/tasks-slice.ts";
import type { ViewSlice } from "./view-slice.ts";
import type { WorkerSession } from "./worker-session.ts";
import type { CatalogSlice } from "./workspace/catalog-slice.ts";
import type { ClassNamesSlice } from "./workspace/class-names-slice.ts";
import type { OwnFilesSlice } from "./workspace/own-files-slice.ts";
import type { WorkspaceSlice } from "./workspace/workspace-slice.ts";

export type LabState = CatalogSlice &
  WorkspaceSlice &
  OwnFilesSlice &
  ClassNamesSlice &
  KeptSlice &
  StartSlice &
  LinkSlice &
  LogSlice &
  RecipeSlice &
  TasksSlice &
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
