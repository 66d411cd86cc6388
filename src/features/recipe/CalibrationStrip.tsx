import { Skeleton } from "@mantine/core";
import { useEffect } from "react";
import { useLab } from "#store/lab-context.ts";
import { PREVIEW_COUNT } from "#store/pictures-slice.ts";
import { PixelPicture } from "#ui/PixelPicture.tsx";
import classes from "./CalibrationStrip.module.css";

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
  return (
    <ul className={classes.strip} aria-label="Calibration pictures as they will be used">
      {Array.from({ length: PREVIEW_COUNT }, (_, i) => {
        const picture = pictures.at(i);
        return (
          <li key={picture ? `picture ${i}` : `place ${i}`}>
            {picture ? (
              <PixelPicture {...picture} label={`Calibration picture ${i + 1}`} />
            ) : (
              <Skeleton className={classes.missing} animate={false} />
            )}
          </li>
        );
      })}
    </ul>
  );
}
