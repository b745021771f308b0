// What a field must be before its step is left. Pure: no page, no storage. Slugs as the API gives them, so that one
// message serves both. The API checks everything again.

export const isDate = (iso) => {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso || "");
  if (!match) return false;
  const at = new Date(Date.UTC(+match[1], match[2] - 1, +match[3]));
  return at.getUTCFullYear() === +match[1] && at.getUTCMonth() === match[2] - 1 && at.getUTCDate() === +match[3];
};

const digits = (text) => text.replace(/[\s.\-()]+/g, "");

// The form in which a value is stored; the API stores it in the same.
export const tidy = {
  nik: digits,
  phone(text) {
    const bare = digits(text);
    if (/^0\d/.test(bare)) return "+62" + bare.slice(1);
    if (/^62\d/.test(bare)) return "+" + bare;
    return /^8\d/.test(bare) ? "+62" + bare : bare;
  },
  email: (text) => text.trim(),
  passport: (text) => digits(text).toUpperCase(),
};

const years = (born, today) => today.slice(0, 4) - born.slice(0, 4) - (today.slice(5) < born.slice(5) ? 1 : 0);

// Day of birth and sex that stand in a NIK: 6 digits of region, then DDMMYY with 40 added to the day for women.
// Of the two centuries the one in which the person is a living adult.
export function readNik(nik, today) {
  const match = /^\d{6}(\d\d)(\d\d)(\d\d)\d{4}$/.exec(nik);
  if (!match) return null;
  const female = match[1] > 40;
  const rest = `-${match[2]}-${String(match[1] - (female ? 40 : 0)).padStart(2, "0")}`;
  const fitting = ["20", "19"].map((century) => century + match[3] + rest).filter(isDate);
  const born = fitting.find((date) => date <= today && years(date, today) >= 17) || fitting[fitting.length - 1];
  return born ? { born, sex: female ? "female" : "male", short: match[3] + rest } : null;
}

const rules = {
  nik: (nik, values, today) => (/^\d{16}$/.test(nik) ? readNik(nik, today) ? "" : "nik_date_impossible" : "nik_not_16_digits"),
  birth(born, values, today) {
    if (!isDate(born) || born > today || born < "1900") return "birth_date_impossible";
    const known = readNik(values["/applicant/nik"] || "", today);
    return known && known.short !== born.slice(2) ? "birth_date_contradicts_nik" : "";
  },
  // Who is younger than the service asks may still apply when married.
  adult(status, values, today) {
    const born = values["/applicant/birth_date"];
    return isDate(born) && years(born, today) < values.minimum_age && status !== "married" ? "too_young_for_service" : "";
  },
  sex(sex, values, today) {
    const known = readNik(values["/applicant/nik"] || "", today);
    return known && known.sex !== sex ? "sex_contradicts_nik" : "";
  },
  phone: (phone) => (/^\+[1-9]\d{7,14}$/.test(phone) ? "" : "phone_not_valid"),
  email: (email) => (/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email) ? "" : "email_not_valid"),
  date: (date) => (isDate(date) ? "" : "not_valid"),
  past: (date, values, today) => (isDate(date) ? (date > today ? "in_the_future" : "") : "not_valid"),
  years(chosen, values, today) {
    const born = values["/applicant/birth_date"];
    if (chosen !== 10 || !isDate(born) || values["/applicant/marital_status"] === "married") return "";
    return years(born, today) < 17 ? "ten_years_needs_adult" : "";
  },
};

// The slug of what is wrong with a value, "" when nothing is. `field`: {rule, required}.
export function faultOf(field, value, values, today) {
  const empty = value === undefined || value === null || value === "";
  if (empty && field.rule !== "adult") return field.required ? "required" : "";
  return rules[field.rule] ? rules[field.rule](value, values, today) : "";
}

// What is unusual but may be right: said once, never refused.
export function doubtOf(field, value) {
  if (field.rule === "passport" && value && !/^[A-Z]{1,2}\d{6,7}$/.test(value)) return "passport_unusual";
  return field.rule === "past" && isDate(value) && value < "2009" ? "issued_before_2009" : "";
}

// The API takes incomplete data, but only of the right shape.
const fit = (pointer, value) =>
  value !== "" && value !== null && !(/(_date|_on)$/.test(pointer) && !isDate(value)) && !(/email$/.test(pointer) && rules.email(value));

export function bodyOf(values) {
  const body = { applicant: {}, answers: {} };
  for (const [pointer, value] of Object.entries(values)) {
    const [, part, name] = pointer.split("/");
    if (name && fit(pointer, value)) body[part][name] = value;
  }
  return body;
}

export function valuesOf(body) {
  const values = {};
  for (const part of ["applicant", "answers"]) {
    for (const [name, value] of Object.entries(body[part])) values[`/${part}/${name}`] = value;
  }
  return values;
}

export const same = (one, other) => JSON.stringify(sorted(bodyOf(one))) === JSON.stringify(sorted(bodyOf(other)));

const sorted = (body) => [body.applicant, body.answers].map((part) => Object.entries(part).sort());

// Three-way: what only one side changed is taken from that side; the rest is a question to the citizen.
export function merged(base, mine, theirs) {
  const values = { ...mine };
  const clashes = [];
  for (const pointer of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
    if (pointer[0] !== "/" || mine[pointer] === theirs[pointer]) continue;
    if (mine[pointer] === base[pointer]) values[pointer] = theirs[pointer];
    else if (theirs[pointer] !== base[pointer]) clashes.push(pointer);
    if (values[pointer] === undefined) delete values[pointer];
  }
  return { values, clashes };
}
