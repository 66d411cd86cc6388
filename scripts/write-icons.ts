import { readFileSync } from "node:fs";
import sharp from "sharp";

/** Writes the icons of the installed page from `public/icon.svg`: `npx tsx scripts/write-icons.ts`. */
const icon = readFileSync("public/icon.svg");
const GROUND = "#0d7666";

for (const size of [192, 512]) {
  await sharp(icon, { density: 72 * (size / 32) })
    .resize(size, size)
    .png({ compressionLevel: 9 })
    .toFile(`public/icon-${size}.png`);
}

// Launchers cut a maskable icon to any shape within the inner four fifths.
const inner = await sharp(icon, { density: 900 }).resize(360, 360).png().toBuffer();
await sharp({ create: { width: 512, height: 512, channels: 4, background: GROUND } })
  .composite([{ input: inner }])
  .png({ compressionLevel: 9 })
  .toFile("public/icon-maskable.png");
