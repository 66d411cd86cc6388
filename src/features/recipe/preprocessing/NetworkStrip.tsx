import { useEffect } from "react";
import { useLab } from "#store/lab-context.ts";
import { PictureStrip } from "../calibration-images/PictureStrip.tsx";

/** A few pictures as the network gets them: at its size, cut or padded, in colour or grey, its values drawn as levels. */
export function NetworkStrip() {
  const { data, preprocess, pictures, running, refresh } = useLab((state) => ({
    data: state.data,
    preprocess: state.recipe?.preprocess,
    pictures: state.networkPreview,
    // A worker busy with a run would answer only when that has ended.
    running: state.tasks.run.status === "running",
    refresh: state.refreshNetworkPreview,
  }));
  useEffect(() => {
    if (data && preprocess && !running) refresh();
  }, [data, preprocess, running, refresh]);
  return <PictureStrip label="What the network gets" name="Input" pictures={pictures ?? []} />;
}
