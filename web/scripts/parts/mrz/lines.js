// The two lines at the foot of a passport's photo page, ICAO Doc 9303 part 4: what in the second one seems mistyped.
// Pure: no page.
const WIDTH = 44;
const FIELDS = { number: [[0, 9]], birth: [[13, 19]], expiry: [[21, 27]], optional: [[28, 42]], composite: [[0, 10], [13, 20], [21, 43]] };
const DIGITS = { number: 9, birth: 19, expiry: 27, optional: 42, composite: 43 };
const TWINS = { O: "0", 0: "O", I: "1", 1: "I" };

const value = (sign) => (sign === "<" ? 0 : parseInt(sign, 36));
const textOf = (field, line) => FIELDS[field].map(([start, end]) => line.slice(start, end)).join("");

export const digitOf = (text) => String([...text].reduce((sum, sign, place) => sum + value(sign) * [7, 3, 1][place % 3], 0) % 10);

// As printed: spaces, small letters and other signs for the filler carry nothing.
export function linesOf(typed) {
  const bare = typed.toUpperCase().replace(/&LT;|[‹＜〈]/g, "<").replace(/«/g, "<<").replace(/[^\S\n]/g, "");
  const lines = bare.split("\n").filter(Boolean);
  return lines.length === 1 && lines[0].length === 2 * WIDTH ? [lines[0].slice(0, WIDTH), lines[0].slice(WIDTH)] : lines;
}

function isRight(field, line) {
  const text = textOf(field, line);
  const digit = line[DIGITS[field]];
  return digitOf(text) === digit || (field === "optional" && digit === "<" && /^<*$/.test(text));
}

// The one sign that looks like the right one and is not, if exchanging it alone makes everything fit.
function twinIn(line, wrong) {
  const places = [...line].map((_, place) => place).filter((place) => line[place] in TWINS);
  const fitting = places.filter((place) => {
    const changed = line.slice(0, place) + TWINS[line[place]] + line.slice(place + 1);
    return !/[^\d<]/.test(changed.slice(13, 20) + changed.slice(21, 28)) && wrong.every((field) => isRight(field, changed));
  });
  return fitting.length === 1 ? { code: "twin", place: fitting[0] + 1, typed: line[fitting[0]], other: TWINS[line[fitting[0]]] } : null;
}

// What seems mistyped: {code, …}, or null. `whole`: whether typing has ended.
export function slipIn(typed, whole) {
  const lines = linesOf(typed);
  if (!lines.length) return null;
  if (lines.length !== 2) return whole ? { code: "lines" } : null;
  const [, line] = lines;
  if (line.length !== WIDTH) return whole ? { code: "length", length: line.length } : null;
  const wrong = Object.keys(FIELDS).filter((field) => !isRight(field, line));
  if (!wrong.length) return null;
  return twinIn(line, wrong) || { code: "check", part: wrong[0] };
}
