import { call } from "../core/api.js";
import { fragment, opened } from "../core/links.js";
import { paths } from "../core/words.js";
import { adopt, blankFor, change, documentKinds, draftOf } from "./draft.js";
import { valuesOf } from "./rules.js";

const WAY = ["refused", "receiving", "checking", "accepted"];
const byProgress = (one, other) => WAY.indexOf(one.status) - WAY.indexOf(other.status);

// Opened by a link, perhaps on another phone: the server's data come here. Gives whether editing may go on.
export async function arrive() {
  const link = opened();
  if (!link) return true;
  const { id, key } = link;
  const { content: view } = await call("GET", "/applications/" + id, { key });
  if (!["draft", "returned"].includes(view.status)) {
    location.replace(paths.application + fragment(id, key));
    return false;
  }
  const kept = draftOf(id);
  adopt(kept || blankFor(id, key));
  if (!kept || kept.status !== view.status) {
    const { content, etag } = await call("GET", `/applications/${id}/draft`, { key });
    const values = valuesOf(content);
    change((now) => Object.assign(now, { status: view.status, etag, base: values, values: { ...values, eligible: "ok" }, sent: null }));
  }
  const returned = view.timeline.filter((entry) => entry.event === "ApplicationReturned").pop();
  change((now) => {
    now.reason = view.status === "returned" && returned ? returned.reason_code : "";
    for (const kind of documentKinds) {
      const known = view.documents.filter((each) => each.kind === kind).sort(byProgress).pop();
      const own = now.docs[kind] || {};
      if (!known || known.document_id === own.id || (known.status === "receiving" && own.state)) continue;
      // Begun on another device: it goes on here once the same file is chosen.
      const state = known.status === "receiving" ? "lost" : known.status;
      now.docs[kind] = { id: known.document_id, state, reasons: known.reasons };
    }
  });
  history.replaceState(null, "", "#tasks");
  return true;
}
