// A receipt's code as a person types it, in fours; null when it can be none (Crockford's base 32, look-alikes mended).
export function receiptCode(typed) {
  const bare = typed.toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  return /^[0-9A-HJKMNP-TV-Z]{16}$/.test(bare) ? bare.match(/.{4}/g).join("-") : null;
}
