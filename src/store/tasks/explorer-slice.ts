import type { Messages } from "#protocol/messages.ts";
import type { Failure } from "../failure.ts";
import { isAbort, toFailure } from "../failure.ts";
import type { LabServices, SliceCreator } from "../lab-state.ts";
import { newestRequest } from "./newest-request.ts";

/** What the layer explorer asks the worker. */
export type ExplorerKind =
  | "layers.weights"
  | "layer.weights"
  | "layer.levels"
  | "layer.kernels"
  | "layer.activation"
  | "layer.scatter";

export type Question<K extends ExplorerKind> = Messages[K]["in"];

export interface Answer<K extends ExplorerKind> {
  /** The question that was answered: the very object that was asked with. */
  to: Question<K>;
  /** Null where the worker has none, and where it failed. */
  value: Messages[K]["out"] | null;
  failure: Failure | null;
}

export interface ExplorerSlice {
  /** The newest answer of each kind; it stays until its successor is there. */
  explored: { [K in ExplorerKind]: Answer<K> | null };
  /** Asks; while one question of a kind is under way, only the newest of that kind is asked after it. */
  explore: <K extends ExplorerKind>(kind: K, question: Question<K>) => void;
}

export const createExplorerSlice =
  ({ session }: LabServices): SliceCreator<ExplorerSlice> =>
  (set, get) => {
    const lane = <K extends ExplorerKind>(kind: K) => {
      let newest: Question<K> | null = null;
      const publish = (answer: Answer<K>) => {
        // Answers on the way to a dragged value are worth showing; those about another thing only flicker.
        const isWanted = newest !== null && subjectOf(answer.to) === subjectOf(newest);
        if (isWanted) set(({ explored }) => ({ explored: { ...explored, [kind]: answer } }));
      };
      const request = newestRequest(async () => {
        const to = newest;
        if (!to) return;
        const { model } = get();
        const isOfModel = () => get().model === model;
        try {
          const value = await session.call(kind, to);
          if (isOfModel()) publish({ to, value, failure: null });
        } catch (error) {
          if (isOfModel() && !isAbort(error)) publish({ to, value: null, failure: toFailure(error) });
        }
      });
      return (question: Question<K>) => {
        newest = question;
        request();
      };
    };

    const lanes: { [K in ExplorerKind]: (question: Question<K>) => void } = {
      "layers.weights": lane("layers.weights"),
      "layer.weights": lane("layer.weights"),
      "layer.levels": lane("layer.levels"),
      "layer.kernels": lane("layer.kernels"),
      "layer.activation": lane("layer.activation"),
      "layer.scatter": lane("layer.scatter"),
    };

    return {
      explored: {
        "layers.weights": null,
        "layer.weights": null,
        "layer.levels": null,
        "layer.kernels": null,
        "layer.activation": null,
        "layer.scatter": null,
      },
      explore: (kind, question) => lanes[kind](question),
    };
  };

/** What a question is about: a layer, a tensor or the network. */
function subjectOf(question: Question<ExplorerKind>): string {
  if ("tensor" in question) return question.tensor;
  return "layer" in question ? question.layer : "";
}
