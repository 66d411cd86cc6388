import { useEffect } from "react";
import { useLab } from "#store/lab-context.ts";
import classes from "./DistortionFold.module.css";
import { PictureStrip } from "./PictureStrip.tsx";

/** A few calibration pictures, distorted as the recipe says. */
export function CalibrationStrip() {
  const { data, calibration, pictures, refresh } = useLab((state) => ({
    data: state.data,
    calibration: state.recipe?.calibration,
    pictures: state.calibrationPreview,
    refresh: state.refreshCalibrationPreview,
  }));
  useEffect(() => {
    if (data && calibration) refresh();
  }, [data, calibration, refresh]);
  if (data?.kind === "tensors")
    return (
      <p className={classes.unused}>The open items are arrays, which are neither drawn nor distorted.</p>
    );
  return (
    <PictureStrip
      label="Calibration pictures as they will be used"
      name="Calibration picture"
      pictures={pictures}
    />
  );
}
