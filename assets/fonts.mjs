// Copies the two weights of Atkinson Hyperlegible, with their licence, beside the stylesheet.
import { copyFileSync, mkdirSync } from "node:fs";

const from = "node_modules/@fontsource/atkinson-hyperlegible";
const to = "../static/fonts";
mkdirSync(to, { recursive: true });
for (const part of ["latin", "latin-ext"])
  for (const weight of ["400", "700"])
    copyFileSync(`${from}/files/atkinson-hyperlegible-${part}-${weight}-normal.woff2`, `${to}/atkinson-${part}-${weight}.woff2`);
copyFileSync(`${from}/LICENSE`, `${to}/LICENSE.txt`);
