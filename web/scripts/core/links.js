// A link to one application: number and access key stand in the fragment, which no server and no referrer sees.
export const fragment = (id, key) => `#${id}.${key}`;

export function opened(hash = location.hash) {
  const match = /^#(LBG-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z])\.([A-Z0-9]{20,64})$/i.exec(decodeURIComponent(hash));
  return match && { id: match[1].toUpperCase(), key: match[2].toUpperCase() };
}
