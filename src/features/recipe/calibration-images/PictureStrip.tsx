import { Skeleton } from "@mantine/core";
import type { Picture } from "#store/run/pictures-slice.ts";
import { PREVIEW_COUNT } from "#store/run/pictures-slice.ts";
import { PixelPicture } from "#ui/PixelPicture.tsx";
import classes from "./PictureStrip.module.css";

export interface PictureStripProps {
  label: string;
  /** What each picture is called, before its number. */
  name: string;
  pictures: Picture[];
}

/** A few small pictures in a row that keeps its height while they are on their way. */
export function PictureStrip({ label, name, pictures }: PictureStripProps) {
  return (
    <ul className={classes.strip} aria-label={label}>
      {Array.from({ length: PREVIEW_COUNT }, (_, i) => {
        const picture = pictures.at(i);
        return (
          <li key={picture ? `picture ${i}` : `place ${i}`}>
            {picture ? (
              <PixelPicture {...picture} label={`${name} ${i + 1}`} />
            ) : (
              <Skeleton className={classes.missing} animate={false} />
            )}
          </li>
        );
      })}
    </ul>
  );
}
