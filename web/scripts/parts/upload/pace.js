import { shelf } from "../../core/shelf.js";

// How large the pieces are: what the line carries in two seconds, as the last document found it. A piece is what is
// lost when the line breaks; its answer and its headers are what it costs.
const PIECE = 65536;
const LARGEST = 8 * PIECE;
const ONE_POST = 2 * PIECE; // so little goes at once
const SECONDS = 2;
const BREAKS = 3; // so often in a row without a single piece arriving: they are too large for the line

// Bytes a millisecond; 0 on a line that takes small pieces only.
export const measured = (rate) => shelf.take("pace") !== 0 && shelf.put("pace", +rate.toFixed(3));

export function preferred(size) {
  const rate = shelf.take("pace");
  if (rate === 0) return PIECE;
  if (size <= ONE_POST) return ONE_POST;
  return Math.round(Math.min(LARGEST, Math.max(PIECE, rate * 1000 * SECONDS)));
}

// Whether to begin anew with the smallest pieces: nothing of the document has arrived, time and again.
export function failed({ id, size }, fault, stuck) {
  const large = id && size > PIECE && shelf.take("pace") !== 0;
  if (!large || !fault.piece || fault.code !== "offline" || !navigator.onLine || stuck < BREAKS) return false;
  shelf.put("pace", 0);
  return true;
}
