import { memo, useMemo } from "react";
import { PixelPicture } from "#ui/PixelPicture.tsx";
import classes from "./KernelsView.module.css";
import { type DivergingPalette, kernelPixels } from "./kernel-pictures.ts";

interface Picture {
  name: string;
  values: Float32Array;
  largest: number;
}

export interface KernelCardProps {
  /** Of the output channel. */
  place: number;
  shape: { channels: 1 | 3; height: number; width: number };
  pictures: Picture[];
  palette: DivergingPalette;
}

/** One kernel before and after, and the difference. */
export const KernelCard = memo(function KernelCard({ place, shape, pictures, palette }: KernelCardProps) {
  return (
    <li className={classes.card}>
      <span className={classes.place}>{place}</span>
      {pictures.map((picture) => (
        <Kernel key={picture.name} place={place} shape={shape} picture={picture} palette={palette} />
      ))}
    </li>
  );
});

interface KernelProps extends Omit<KernelCardProps, "pictures"> {
  picture: Picture;
}

function Kernel({ place, shape: { channels, height, width }, picture, palette }: KernelProps) {
  const { name, values, largest } = picture;
  const rgba = useMemo(
    () => kernelPixels(values, channels, largest, palette),
    [values, channels, largest, palette],
  );
  return <PixelPicture width={width} height={height} rgba={rgba} label={`Kernel ${place}, ${name}`} />;
}
