import { language } from "./words.js";

// Phones are often minutes, or a year, off: time is the service's own, as its answers tell it.
let ahead = 0;
export const timeNow = () => Date.now() + ahead;
export function keepTime(told) {
  const off = new Date(told) - Date.now();
  if (told) ahead = Math.abs(off) > 6e4 ? off : 0;
}

const jakarta = (options) =>
  new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { timeZone: "Asia/Jakarta", ...options });

export const rupiah = (amount) =>
  "Rp" + String(amount).replace(/\B(?=(\d{3})+$)/g, language === "en" ? "," : ".");

export const day = (at) => jakarta({ day: "numeric", month: "long", year: "numeric" }).format(new Date(at));

export const weekday = (at) => jakarta({ weekday: "long" }).format(new Date(at));

// 14.30, in English 14:30
export const clock = (at) => jakarta({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(at));

export const moment = (at) => `${day(at)}, ${clock(at)} WIB`;

// A calendar day as Jakarta counts it, YYYY-MM-DD.
export const isoDay = (at) => new Date(+new Date(at) + 252e5).toISOString().slice(0, 10);
