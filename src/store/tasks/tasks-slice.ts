import type { AutopilotProgress } from "#protocol/autopilot.ts";
import type { DiagnosisCheck } from "#protocol/diagnosis.ts";
import type { MessageKind, Messages } from "#protocol/messages.ts";
import { type Failure, isAbort, toFailure } from "../failure.ts";
import type { LabServices, LabState, SliceCreator } from "../lab-state.ts";

/** Everything that may keep the worker at work for longer than a second. */
export const TASKS = [
  { id: "run", name: "A run", endsCheck: true },
  { id: "sweep", name: "A sensitivity sweep", endsCheck: false },
  { id: "search", name: "An autopilot search", endsCheck: false },
  { id: "timing", name: "A timing of freshly opened networks", endsCheck: true },
  { id: "errors", name: "A measurement of the error through the network", endsCheck: false },
  // Keeps nothing waiting: a newer check, and a task that says so, take its place.
  { id: "check", name: "A closer look at a run", endsCheck: false },
] as const;

export type Task = (typeof TASKS)[number];
export type TaskId = Task["id"];
/** A task during which no other can be started. */
export type ExclusiveTask = Exclude<Task, { id: "check" }>;

export interface Count {
  done: number;
  total: number;
  remainingMs: number | null;
}

/** What the page shows of each task while it is under way; of a run `live` holds it. */
export interface TaskProgress {
  run: null;
  sweep: Count;
  search: Count & Pick<AutopilotProgress, "phase">;
  timing: null;
  errors: Count;
  check: DiagnosisCheck["progress"];
}

export type TaskState<Id extends TaskId = TaskId> =
  | { status: "idle" | "done" | "cancelled"; progress: null; failure: null }
  | { status: "running"; progress: TaskProgress[Id]; failure: null }
  /** The failure is null once it has been dismissed. */
  | { status: "failed"; progress: null; failure: Failure | null };

export interface TaskCall<Id extends TaskId, Kind extends MessageKind> {
  kind: Kind;
  payload: Messages[Kind]["in"];
  /** What is shown until the first report. */
  progress: TaskProgress[Id];
  /**
   * Takes reports in the order in which they came, several at once; all of them before the result.
   *
   * @param arrivals when each report came, in milliseconds of `performance.now()`
   * @returns what is shown from then on
   */
  onProgress?: (reports: Messages[Kind]["progress"][], arrivals: number[]) => TaskProgress[Id];
  onResult: (result: Messages[Kind]["out"]) => void;
  /** At most this often do reports reach the page, since charts are drawn again each time. */
  intervalMs?: number;
}

export interface TasksSlice {
  tasks: { [Id in TaskId]: TaskState<Id> };
  /**
   * Sends the request of a task and follows it. Another model or other images in place of those that it is about cancel
   * it. Resolves when it is over, in any case. The caller asks `busyWith` before.
   */
  startTask: <Id extends TaskId, Kind extends MessageKind>(id: Id, call: TaskCall<Id, Kind>) => Promise<void>;
  /**
   * Cancels a task; what it has found stays. Resolves once the worker is free of it, or was started afresh because it did
   * not hear of it: what is asked for before that could be lost with it. Null where nothing was under way.
   */
  cancelTask: (id: TaskId) => Promise<void> | null;
  dismissTaskFailure: (id: TaskId) => void;
}

export const IDLE = { status: "idle", progress: null, failure: null } as const;
const CANCELLED = { status: "cancelled", progress: null, failure: null } as const;
const DONE = { status: "done", progress: null, failure: null } as const;

const INTERVAL_MS = 250;

export const createTasksSlice =
  ({ session }: LabServices): SliceCreator<TasksSlice> =>
  (set, get, api) => {
    const controllers = new Map<TaskId, AbortController>();
    const endings = new Map<TaskId, Promise<void>>();

    const put = <Id extends TaskId>(id: Id, state: TaskState<Id>) =>
      set(({ tasks }) => ({ tasks: { ...tasks, [id]: state } }));

    const follow = async <Id extends TaskId, Kind extends MessageKind>(
      id: Id,
      { kind, payload, onProgress, onResult, intervalMs = INTERVAL_MS }: TaskCall<Id, Kind>,
      controller: AbortController,
      before: Promise<void> | null,
    ): Promise<void> => {
      const { model, data } = get();
      const { signal } = controller;
      const isCurrent = () => controllers.get(id) === controller;
      const stopWatching = api.subscribe((state) => {
        if (state.model !== model || state.data !== data) controller.abort();
      });
      const reports = createBatcher<{ report: Messages[Kind]["progress"]; at: number }>((several) => {
        const progress = onProgress?.(
          several.map(({ report }) => report),
          several.map(({ at }) => at),
        );
        if (progress !== undefined && isCurrent()) put(id, { status: "running", progress, failure: null });
      }, intervalMs);
      let end: TaskState<Id> = DONE;
      try {
        if (before) await before;
        const onReport = (report: Messages[Kind]["progress"]) =>
          reports.push({ report, at: performance.now() });
        const result = await session.call(kind, payload, { signal, onProgress: onReport });
        reports.flush();
        onResult(result);
      } catch (error) {
        reports.flush();
        end = isAbort(error) ? CANCELLED : { status: "failed", progress: null, failure: toFailure(error) };
      } finally {
        stopWatching();
      }
      if (isCurrent()) put(id, end);
    };

    return {
      tasks: { run: IDLE, sweep: IDLE, search: IDLE, timing: IDLE, errors: IDLE, check: IDLE },

      startTask: async (id, call) => {
        const endsCheck = TASKS.some((task) => task.id === id && task.endsCheck);
        const before = endsCheck || id === "check" ? get().cancelTask("check") : null;
        const controller = new AbortController();
        controllers.set(id, controller);
        put(id, { status: "running", progress: call.progress, failure: null });
        const ending = follow(id, call, controller, endsCheck ? before : null);
        endings.set(id, ending);
        await ending;
        if (endings.get(id) === ending) endings.delete(id);
      },

      cancelTask: (id) => {
        controllers.get(id)?.abort();
        if (id === "check" && get().tasks.check.status === "running") {
          controllers.delete(id);
          put(id, CANCELLED);
        }
        return endings.get(id) ?? null;
      },

      dismissTaskFailure: (id) => {
        if (get().tasks[id].failure) put(id, { status: "failed", progress: null, failure: null });
      },
    };
  };

/** The task that the worker is at; null while another can be started. */
export function busyWith({ tasks }: Pick<LabState, "tasks">): ExclusiveTask | null {
  for (const task of TASKS) if (task.id !== "check" && tasks[task.id].status === "running") return task;
  return null;
}

/** Why a task cannot be started now, as a sentence; null where it can, or is under way itself. */
export function startReason(state: LabState, id: TaskId): string | null {
  const { recipe, model, data, loading } = state;
  if (loading) return "Wait until the model and the images are loaded.";
  if (!recipe || !model || !data) return "Open a model and images first.";
  if (model.quantizedAlready)
    return model.quantizedAlready.floatLayers.length > 0
      ? "This model came quantized in part. The lab quantizes the rest only in the FP32 model that it was made from."
      : "This model came quantized: there is nothing left to quantize.";
  if (model.layers.length === 0) return "This model has no layer that the lab quantizes.";
  const busy = busyWith(state);
  if (busy && busy.id !== id)
    return `${busy.name} is under way: wait for it, or cancel it first. The lab does one thing at a time, so that times are right.`;
  return null;
}

/** `records` with `next` as the newest, in place of `before`; of more than `limit` the oldest go. */
export const withNewest = <Item>(records: readonly Item[], before: Item, next: Item, limit: number): Item[] =>
  [...records.filter((each) => each !== before), next].slice(-limit);

/** Collects what arrives quickly and hands it over at most once per `intervalMs`, in order. */
interface Batcher<Item> {
  push: (item: Item) => void;
  /** Hands over what is waiting now. */
  flush: () => void;
}

function createBatcher<Item>(deliver: (items: Item[]) => void, intervalMs: number): Batcher<Item> {
  let waiting: Item[] = [];
  let timer: ReturnType<typeof setTimeout> | null = null;

  const flush = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (waiting.length === 0) return;
    const items = waiting;
    waiting = [];
    deliver(items);
  };

  return {
    push: (item) => {
      waiting.push(item);
      timer ??= setTimeout(flush, intervalMs);
    },
    flush,
  };
}
