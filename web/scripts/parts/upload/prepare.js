// From a chosen file to what is sent. A picture is drawn anew: smaller, upright, and without the notes of place and
// time that phones hide in it. A PDF goes as it is, and so does an iPhone's picture that this browser can't open.
// `drawn`: the canvas the picture stands on, if it was drawn.
const LONG_SIDE = 1800; // an identity card stays legible: about 200 dots per inch of an A5 page
const AIM = 350_000;
const LEAST_SIDE = 480;
const PDF = "application/pdf";
const HEIC = "image/heic";

class Unfit extends Error {
  constructor(slug) {
    super(slug);
    this.slug = slug;
  }
}

export async function prepare(file, types, max) {
  if (!file.size) throw new Unfit("document_empty");
  const head = String.fromCharCode(...new Uint8Array(await file.slice(0, 12).arrayBuffer()));
  const asItIs = (type) => {
    if (!types.includes(type)) throw new Unfit("document_type_not_allowed");
    if (file.size > max) throw new Unfit("document_too_large");
    return { blob: new Blob([file], { type }) };
  };
  if (head.startsWith("%PDF-")) return asItIs(PDF);
  let picture;
  try {
    picture = await decode(file);
  } catch (unfit) {
    if (/^....ftyp(hei[cxms]|mif[12])/s.test(head)) return asItIs(HEIC);
    throw unfit;
  }
  try {
    return await smaller(picture, max);
  } finally {
    if (picture.close) picture.close();
  }
}

async function decode(file) {
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return decodeByElement(file);
  }
}

async function decodeByElement(file) {
  const image = new Image();
  const address = URL.createObjectURL(file);
  try {
    image.src = address;
    await image.decode();
    return image;
  } catch {
    throw new Unfit(/^image\//.test(file.type) ? "image_unreadable" : "document_type_not_allowed");
  } finally {
    URL.revokeObjectURL(address);
  }
}

async function smaller(picture, max) {
  const width = picture.naturalWidth || picture.width;
  const height = picture.naturalHeight || picture.height;
  if (Math.max(width, height) < LEAST_SIDE) throw new Unfit("image_too_small");
  let best;
  for (const [side, quality] of [[LONG_SIDE, 0.75], [LONG_SIDE, 0.65], [1600, 0.65], [1400, 0.6]]) {
    best = await draw(picture, Math.min(1, side / Math.max(width, height)), quality);
    if (best.blob.size <= AIM) return best;
  }
  if (best.blob.size > max) throw new Unfit("document_too_large");
  return best;
}

function draw(picture, scale, quality) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.round((picture.naturalWidth || picture.width) * scale);
  canvas.height = Math.round((picture.naturalHeight || picture.height) * scale);
  const pen = canvas.getContext("2d", { alpha: false });
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve({ blob, drawn: canvas }) : reject(new Unfit("image_unreadable"))), "image/jpeg", quality);
  });
}
