import { adviceOf } from "./legible/advice.js";
import { brightOf, busiest, edgesOf, greyOf, lightOf, sharpnessOf } from "./legible/measures.js";

// Looks at a picture before a byte of it is sent: whether it can be read. It only ever advises.
const OVERVIEW = 512; // dots of the longer side, for light and edges
const PATCH = 256; // dots of the picture itself, seen at half their size: there the camera's noise is least
const PATCHES = 3; // where there is most to see

function pixels(width, height, draw) {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const pen = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  pen.imageSmoothingQuality = "medium";
  draw(pen);
  return greyOf(pen.getImageData(0, 0, width, height));
}

export function measure(drawn) {
  const side = Math.max(drawn.width, drawn.height);
  const scale = Math.min(1, OVERVIEW / side);
  const [width, height] = [drawn.width, drawn.height].map((each) => Math.max(8, Math.round(each * scale)));
  const overview = pixels(width, height, (pen) => pen.drawImage(drawn, 0, 0, width, height));
  const small = PATCH / 2;
  const patches = busiest(overview, Math.max(8, Math.round(PATCH * scale)), PATCHES).map(({ left, top }) =>
    pixels(small, small, (pen) => pen.drawImage(drawn, left / scale, top / scale, PATCH, PATCH, 0, 0, small, small)),
  );
  const sharpness = Math.max(...patches.map(sharpnessOf));
  return { side, sharpness, ...lightOf(overview), ...brightOf(overview), ...edgesOf(overview) };
}

export const look = (drawn) => adviceOf(measure(drawn));
