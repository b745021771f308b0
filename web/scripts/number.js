const SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

// A number as a person types it; null when its check symbol does not fit (Crockford's base 32, modulus 37).
export function applicationNumber(typed) {
  const bare = typed.toUpperCase().replace(/[^0-9A-Z]/g, "");
  const match = /^(?:LBG)?([0-9A-Z]{8})([0-9A-Z])$/.exec(bare);
  if (!match) return null;
  const body = match[1].replace(/O/g, "0").replace(/[IL]/g, "1");
  const sign = match[2].replace(/O/g, "0").replace(/[IL]/g, "1");
  let rest = 0;
  for (const symbol of body) {
    const value = SYMBOLS.indexOf(symbol);
    if (value < 0) return null;
    rest = (rest * 32 + value) % 37;
  }
  if ((SYMBOLS + "*~$=U")[rest] !== sign) return null;
  return `LBG-${body.slice(0, 4)}-${body.slice(4)}-${sign}`;
}
