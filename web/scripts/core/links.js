// A link to one application: number and access key stand in the fragment, which no server and no referrer sees.
export const fragment = (id, key) => `#${id}.${key}`;

export function opened(hash = location.hash) {
  const match = /^#(LBG-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z])\.([A-Z0-9]{20,64})$/i.exec(decodeURIComponent(hash));
  return match && { id: match[1].toUpperCase(), key: match[2].toUpperCase() };
}

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
