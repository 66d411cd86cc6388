import { LabError } from "#failures/lab-error.ts";
import type { ModelSummary } from "#protocol/messages.ts";
import type { ModelInput } from "./items/other-inputs.ts";
import type { LoadedData } from "./open/loaded-data.ts";
import type { LoadedModel } from "./open/loaded-model.ts";

/** What the worker holds between requests. A model or data set that fails to load leaves the old one in place. */
export class Workspace {
  #model: LoadedModel | null = null;
  #data: LoadedData | null = null;

  /** @throws LabError `model.missing` */
  get model(): LoadedModel {
    if (!this.#model) throw new LabError("model.missing", {});
    return this.#model;
  }

  /** Of the model that is open; null where none is. */
  get modelSummary(): ModelSummary | null {
    return this.#model?.summary ?? null;
  }

  /** What the open model takes, by which arrays are read; null where none is open. */
  get modelInput(): (ModelInput & { takesImages: boolean }) | null {
    if (!this.#model) return null;
    const { input, summary } = this.#model;
    return { ...input, takesImages: summary.pictureInput?.name === input.name };
  }

  /** @throws LabError `data.missing` */
  get data(): LoadedData {
    if (!this.#data) throw new LabError("data.missing", {});
    return this.#data;
  }

  async openModel(model: LoadedModel): Promise<void> {
    await this.#model?.release();
    this.#model = model;
  }

  /** What was predicted or collected on the old images is forgotten. */
  openData(data: LoadedData): void {
    this.#model?.forgetData();
    this.#data?.close();
    this.#data = data;
  }
}
