import { element, one, tag } from "../core/elements.js";
import { day, moment } from "../core/figures.js";
import { fragment } from "../core/links.js";
import { knows, part, say } from "../core/words.js";
import { standing } from "../standing.js";

const names = JSON.parse(one("#names").textContent);
const reason = (code) => (code && knows("reason." + code) ? say("reason." + code) : "");

// Why it stands here, where that is not evident: an officer's reason, or a visit nobody came to.
function why({ status, timeline }) {
  const moves = timeline.filter(({ event }) => event !== "FileViewed").reverse(); // who only looks moves nothing
  if (moves[0].event === "ApplicantMissed") return say("application.missed");
  const explained = moves.find(({ reason_code: code }) => code);
  return explained && ["returned", "rejected"].includes(status) ? reason(explained.reason_code) : "";
}

// What comes next, who acts, by when.
function nextWords({ next_action: next, due }) {
  const words = [say("next." + next.code)];
  if (due && next.who === "citizen") words.push(say("application.until", { day: day(due.at) }));
  if (due && next.who === "officer" && next.code !== "arrived") words.push(say("application.expected", { day: day(due.at) }));
  return words.join(" ");
}

function timeline(entries) {
  return [...entries].reverse().map(({ at, event, actor_kind: actor, reason_code: code }) =>
    element(
      "li",
      {},
      element("span", { class: "strong" }, say("event." + event)),
      element("br"),
      element("time", { datetime: at, class: "quiet" }, `${moment(at)}, ${say("actor." + actor)}`),
      reason(code) && element("p", {}, reason(code)),
    ),
  );
}

const row = (label, ...value) => element("div", {}, element("dt", {}, label), element("dd", {}, ...value));

const DOCUMENT_TAGS = { accepted: "done", refused: "wrong" };

function details(view) {
  const rows = view.documents.map(({ kind, status }) =>
    row(names[kind] || kind, tag(DOCUMENT_TAGS[status] || "busy", say("document." + status))),
  );
  const person = Object.entries(view.applicant)
    .filter(([key, value]) => names[key] && typeof value === "string")
    .map(([key, value]) => row(names[key], names[`${key}=${value}`] || value));
  return [...person, ...rows];
}

export function showFile(view, { id, key }) {
  // Money that does not pay the fee is seldom: its part is fetched only then.
  const { payments } = view.payment;
  if (/"(held|refund\w+|charged_back)":[1-9]/.test(JSON.stringify(payments))) part("money").then((it) => it.showMoney(payments));
  one("#status").replaceChildren(say(view.next_action.code === "arrived" ? "application.arrived" : "status." + view.status));
  one("#why").textContent = why(view);
  one("#next-words").textContent = nextWords(view);
  one("#who").replaceChildren(tag(standing(view.status, view.next_action.who), say("who." + view.next_action.who)));
  one("#file-service").textContent = names["service=" + view.service] || view.service;
  one("#file-number").textContent = id;
  one("#timeline").replaceChildren(...timeline(view.timeline));
  one("#details").replaceChildren(...details(view));
  // A receipt of money that is all back is none any more.
  const paid = payments.find((it) => it.receipt && it.captured > it.refunded + (it.charged_back || 0));
  one("#receipt").hidden = !paid;
  if (paid) part("receipt").then((it) => it.showReceipt(view, paid, one("#file-service").textContent));
  const looks = view.accessed_by;
  if (looks.length) part("looks").then((it) => it.showLooks(looks, names));
  else one("#accesses").replaceChildren(element("li", {}, say("application.nobody")));
  const share = one("#share");
  share.ontoggle = async () => {
    if (!share.open || one("svg", share)) return;
    const { qrPicture } = await part("qr");
    one("div", share).replaceChildren(
      qrPicture(location.origin + location.pathname + fragment(id, key), say("application.qr", { number: id })),
      element("p", {}, say("application.key_is")),
      element("p", { class: "code" }, key.match(/.{1,4}/g).join(" ")),
    );
  };
}
