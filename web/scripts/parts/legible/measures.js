// What a picture of a paper is like: its light, sharpness, glare and edges. Pure: from pixels {data, width, height}.

export function greyOf({ data, width, height }) {
  const grey = new Uint8Array(width * height);
  for (let at = 0, from = 0; at < grey.length; at++, from += 4) {
    grey[at] = (77 * data[from] + 150 * data[from + 1] + 29 * data[from + 2]) >> 8;
  }
  return { grey, width, height };
}

// The darkest and the lightest, leaving out one dot in a hundred and one in twenty: text is little of a paper.
export function lightOf({ grey }) {
  const counts = new Uint32Array(256);
  for (const value of grey) counts[value]++;
  let low = 0;
  let high = 255;
  for (let seen = counts[low]; seen < grey.length / 100; seen += counts[low]) low++;
  for (let seen = counts[high]; seen < grey.length / 20; seen += counts[high]) high--;
  return { low, high };
}

// Variance of the second differences (the Laplacian, one direction at a time) over that of the picture itself, so that
// a faint text is as sharp as a black one; of both directions the less sharp one, since a moved hand blurs only one.
export function sharpnessOf({ grey, width, height }) {
  let [sum, squares, across, down] = [0, 0, 0, 0];
  for (let y = 1; y < height - 1; y++) {
    for (let at = y * width + 1; at < (y + 1) * width - 1; at++) {
      const here = grey[at];
      sum += here;
      squares += here * here;
      across += (2 * here - grey[at - 1] - grey[at + 1]) ** 2;
      down += (2 * here - grey[at - width] - grey[at + width]) ** 2;
    }
  }
  return Math.min(across, down) / Math.max(1, squares - sum ** 2 / ((width - 2) * (height - 2)));
}

// Corners of the squares of `side` dots with the most edges in them, best first: where a text is, if anywhere.
export function busiest({ grey, width, height }, side, count) {
  const found = [];
  for (let top = 0; top + side <= height; top += side) {
    for (let left = 0; left + side <= width; left += side) {
      let edges = 0;
      for (let y = top; y < top + side - 1; y++) {
        for (let at = y * width + left; at < y * width + left + side - 1; at++) {
          edges += Math.abs(grey[at] - grey[at + 1]) + Math.abs(grey[at] - grey[at + width]);
        }
      }
      found.push({ left, top, edges });
    }
  }
  return found.sort((one, other) => other.edges - one.edges).slice(0, count);
}

// Shares of the picture that are as bright as can be: in all, and each spot with how it lies.
export function brightOf({ grey, width, height }) {
  const CELL = 4;
  const [columns, rows] = [Math.floor(width / CELL), Math.floor(height / CELL)];
  const cells = new Uint8Array(columns * rows);
  for (let at = 0; at < cells.length; at++) {
    const corner = Math.floor(at / columns) * CELL * width + (at % columns) * CELL;
    let bright = 0;
    for (let dot = 0; dot < CELL * CELL; dot++) bright += grey[corner + (dot >> 2) * width + (dot & 3)] >= 250;
    cells[at] = bright >= 13;
  }
  const spots = [];
  const whole = cells.length;
  const total = cells.reduce((sum, each) => sum + each, 0) / whole;
  for (let start = 0; start < whole; start++) if (cells[start]) spots.push(spotOf(cells, columns, rows, start));
  return { total, spots };
}

// Takes the spot out of `cells`. `filled`: of the rectangle around it; `long`: that rectangle's sides; `edge`: at the rim.
function spotOf(cells, columns, rows, start) {
  const [open, xs, ys] = [[start], [], []];
  cells[start] = 0;
  while (open.length) {
    const at = open.pop();
    const x = at % columns;
    xs.push(x);
    ys.push((at - x) / columns);
    for (const next of [x > 0 && at - 1, x < columns - 1 && at + 1, at - columns, at + columns]) {
      if (next !== false && cells[next]) {
        cells[next] = 0;
        open.push(next);
      }
    }
  }
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const [wide, tall] = [right - left + 1, bottom - top + 1];
  const edge = !left || !top || right === columns - 1 || bottom === rows - 1;
  return { share: xs.length / cells.length, filled: xs.length / (wide * tall), long: Math.max(wide / tall, tall / wide), edge };
}

const medianOf = (values) => values.sort()[values.length >> 1];

// The four edges against the middle. `apart`: how far the edge that differs most does; `touching`: of each edge, the
// share that is nearer to the middle than to that one; `busy`: how much there is to see along it.
export function edgesOf({ grey, width, height }) {
  const deep = Math.max(4, Math.round(Math.min(width, height) / 50));
  const strip = (left, top, right, bottom) => {
    const dots = [];
    for (let y = top; y < bottom; y++) dots.push(...grey.subarray(y * width + left, y * width + right));
    return Uint8Array.from(dots);
  };
  const strips = [strip(0, 0, width, deep), strip(width - deep, 0, width, height), strip(0, height - deep, width, height), strip(0, 0, deep, height)];
  const middle = medianOf(strip(width >> 2, height >> 2, (3 * width) >> 2, (3 * height) >> 2));
  const far = strips.map((each) => medianOf(each.slice())).reduce((most, each) => (Math.abs(each - middle) > Math.abs(most - middle) ? each : most), middle);
  const isNear = (dot) => Math.abs(dot - middle) < Math.abs(dot - far);
  return {
    apart: Math.abs(far - middle),
    touching: strips.map((dots) => dots.filter(isNear).length / dots.length),
    busy: strips.map((dots) => dots.reduce((sum, dot, at) => sum + (at ? Math.abs(dot - dots[at - 1]) : 0), 0) / dots.length),
  };
}
