import { LIMITS } from "./limits.js";

const isGlare = ({ share, filled, long, edge }, { from, filled: [least, most], long: longest }) =>
  share >= from && filled >= least && filled <= most && long <= longest && !edge;

// On a ground of another shade, paper at one or two edges is cut off there, and ground at the others is not. Without
// one, text that runs into an edge is, unless every edge is as full: a pattern.
function isCut({ apart, touching, busy }, limit) {
  const cut = touching.filter((share) => share >= limit.touching).length;
  if (apart >= limit.apart) return (cut === 1 || cut === 2) && Math.min(...touching) <= limit.touching / 3;
  return Math.max(...busy) >= Math.max(limit.busy, limit.times * Math.min(...busy));
}

// What to say about a picture, the gravest first. `side`: dots of its longer side.
export function adviceOf({ side, low, high, sharpness, total, spots, ...edges }, limits = LIMITS) {
  const found = {
    dark: high < limits.dark,
    flat: high >= limits.dark && high - low < limits.flat,
    blurred: sharpness < limits.blurred,
    small: side < limits.small,
    glare: total <= limits.glare.to && spots.some((spot) => isGlare(spot, limits.glare)),
    cut: isCut(edges, limits.cut),
  };
  return Object.keys(found).filter((each) => found[each]);
}
