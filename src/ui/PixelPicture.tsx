import { useEffect, useRef } from "react";
import classes from "./PixelPicture.module.css";

export interface PixelPictureProps {
  width: number;
  height: number;
  rgba: Uint8ClampedArray<ArrayBuffer>;
  /** Empty where the place around it says what the picture shows. */
  label: string;
}

/** A small picture drawn as wide as its place, its pixels kept square. */
export function PixelPicture({ width, height, rgba, label }: PixelPictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    canvas.current?.getContext("2d")?.putImageData(new ImageData(rgba, width, height), 0, 0);
  }, [rgba, width, height]);
  return (
    <canvas
      ref={canvas}
      className={classes.picture}
      width={width}
      height={height}
      {...(label === "" ? { "aria-hidden": true } : { role: "img", "aria-label": label })}
    />
  );
}
