// QR code (ISO/IEC 18004), byte mode, error correction M, versions 1 to 20: up to 666 bytes.
const CORRECTION = [0, 10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26];
const BLOCKS = [0, 1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16];
const MASKS = [
  (x, y) => (x + y) % 2,
  (x, y) => y % 2,
  (x) => x % 3,
  (x, y) => (x + y) % 3,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3),
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
];

const rawBytes = (version) => {
  const marks = Math.floor(version / 7) + 2;
  const aligned = version > 1 ? (25 * marks - 10) * marks - 55 : 0;
  return Math.floor(((16 * version + 128) * version + 64 - aligned - (version > 6 ? 36 : 0)) / 8);
};

const room = (version) => rawBytes(version) - CORRECTION[version] * BLOCKS[version];

function times(one, other) {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    product ^= ((other >> bit) & 1) * one;
  }
  return product;
}

function correction(data, degree) {
  const divisor = Array(degree).fill(0);
  divisor[degree - 1] = 1;
  for (let root = 1, round = 0; round < degree; round++, root = times(root, 2)) {
    for (let place = 0; place < degree; place++) {
      divisor[place] = times(divisor[place], root) ^ (divisor[place + 1] || 0);
    }
  }
  const rest = Array(degree).fill(0);
  for (const byte of data) {
    const factor = byte ^ rest.shift();
    rest.push(0);
    divisor.forEach((each, place) => (rest[place] ^= times(each, factor)));
  }
  return rest;
}

function codewords(bytes, version) {
  const wide = version > 9 ? 16 : 8;
  let bits = "0100" + bytes.length.toString(2).padStart(wide, "0") + [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  bits += "0".repeat(Math.min(4, room(version) * 8 - bits.length));
  bits += "0".repeat((8 - (bits.length % 8)) % 8);
  const data = bits.match(/.{8}/g).map((byte) => parseInt(byte, 2));
  for (let pad = 0xec; data.length < room(version); pad ^= 0xfd) data.push(pad);
  const short = Math.floor(room(version) / BLOCKS[version]);
  const long = room(version) % BLOCKS[version];
  const blocks = Array.from({ length: BLOCKS[version] }, (_, block) => data.splice(0, short + (block >= BLOCKS[version] - long)));
  const checks = blocks.map((block) => correction(block, CORRECTION[version]));
  const woven = [];
  for (const rows of [blocks, checks]) {
    for (let place = 0; place <= short + CORRECTION[version]; place++) {
      for (const row of rows) if (place < row.length) woven.push(row[place]);
    }
  }
  return woven;
}

function frame(version) {
  const size = version * 4 + 17;
  const cells = Array.from({ length: size }, () => Array(size).fill(null)); // null: free for data
  const set = (x, y, dark) => cells[y] && x >= 0 && x < size && (cells[y][x] = dark ? 1 : 0);
  for (let place = 0; place < size; place++) {
    set(6, place, place % 2 === 0);
    set(place, 6, place % 2 === 0);
  }
  for (const [left, top] of [[3, 3], [size - 4, 3], [3, size - 4]]) {
    for (let y = -4; y <= 4; y++) for (let x = -4; x <= 4; x++) set(left + x, top + y, ![2, 4].includes(Math.max(Math.abs(x), Math.abs(y))));
  }
  const marks = version > 1 ? Math.floor(version / 7) + 2 : 0;
  const gap = Math.ceil((version * 4 + 4) / (marks * 2 - 2)) * 2;
  const centres = Array.from({ length: marks }, (_, mark) => (mark ? size - 7 - (marks - 1 - mark) * gap : 6));
  for (const left of centres) {
    for (const top of centres) {
      if ((left === 6 && (top === 6 || top === size - 7)) || (top === 6 && left === size - 7)) continue;
      for (let y = -2; y <= 2; y++) for (let x = -2; x <= 2; x++) set(left + x, top + y, Math.max(Math.abs(x), Math.abs(y)) !== 1);
    }
  }
  if (version > 6) {
    let rest = version;
    for (let round = 0; round < 12; round++) rest = (rest << 1) ^ ((rest >> 11) * 0x1f25);
    const bits = (version << 12) | rest;
    for (let bit = 0; bit < 18; bit++) {
      const far = size - 11 + (bit % 3);
      set(far, Math.floor(bit / 3), (bits >> bit) & 1);
      set(Math.floor(bit / 3), far, (bits >> bit) & 1);
    }
  }
  return { size, cells, set };
}

function writeFormat({ size, set }, mask) {
  let rest = mask;
  for (let round = 0; round < 10; round++) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
  const bits = ((mask << 10) | rest) ^ 0x5412;
  const bit = (place) => (bits >> place) & 1;
  for (let place = 0; place < 6; place++) set(8, place, bit(place));
  set(8, 7, bit(6));
  set(8, 8, bit(7));
  set(7, 8, bit(8));
  for (let place = 9; place < 15; place++) set(14 - place, 8, bit(place));
  for (let place = 0; place < 8; place++) set(size - 1 - place, 8, bit(place));
  for (let place = 8; place < 15; place++) set(8, size - 15 + place, bit(place));
  set(8, size - 8, 1);
}

function fill(version, words, mask) {
  const made = frame(version);
  const { size, cells } = made;
  writeFormat(made, mask);
  let bit = 0;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step++) {
      const y = (right + 1) & 2 ? step : size - 1 - step;
      for (const x of [right, right - 1]) {
        if (cells[y][x] !== null) continue;
        const dark = bit < words.length * 8 ? (words[bit >> 3] >> (7 - (bit & 7))) & 1 : 0;
        bit++;
        cells[y][x] = dark ^ (MASKS[mask](x, y) === 0 ? 1 : 0);
      }
    }
  }
  return cells;
}

// How hard a pattern is to read: the four rules of the standard.
function penalty(cells) {
  const size = cells.length;
  const lines = [...cells, ...cells.map((_, x) => cells.map((row) => row[x]))].map((line) => line.join(""));
  let sum = 0;
  for (const line of lines) {
    for (const run of line.match(/0{5,}|1{5,}/g) || []) sum += run.length - 2;
    for (let at = 0; at < size; at++) if (/^(10111010000|00001011101)/.test(line.slice(at, at + 11))) sum += 40;
  }
  for (let y = 1; y < size; y++) {
    for (let x = 1; x < size; x++) {
      const dark = cells[y][x] + cells[y - 1][x] + cells[y][x - 1] + cells[y - 1][x - 1];
      if (dark % 4 === 0) sum += 3;
    }
  }
  const dark = cells.flat().reduce((total, cell) => total + cell, 0);
  return sum + 10 * (Math.ceil(Math.abs(dark * 20 - size * size * 10) / (size * size)) - 1);
}

// Rows of 0 and 1.
export function qrCells(text) {
  const bytes = new TextEncoder().encode(text);
  let version = 1;
  while (version < 20 && room(version) < bytes.length + (version > 9 ? 3 : 2)) version++;
  const words = codewords(bytes, version);
  const patterns = MASKS.map((_, mask) => fill(version, words, mask));
  const costs = patterns.map(penalty);
  return patterns[costs.indexOf(Math.min(...costs))];
}

export function qrPicture(text, label) {
  const cells = qrCells(text);
  const make = (name, attributes) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const path = cells.map((row, y) => row.map((cell, x) => (cell ? `M${x + 4} ${y + 4}h1v1h-1z` : "")).join("")).join("");
  const side = cells.length + 8;
  const picture = make("svg", { class: "qr", viewBox: `0 0 ${side} ${side}`, role: "img", "aria-label": label });
  picture.append(make("path", { d: path, fill: "#000", "shape-rendering": "crispEdges" }));
  return picture;
}
