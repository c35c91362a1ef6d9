/** What somebody is writing, by group. It outlives another tab, another group and a reload of the page, and goes when it
 *  was saved. Words of callers are masked; they leave this browser's memory with its window. */

let name = "centralino-training";
let drafts = {};

/** To be called before anything else: whoever logs in at the same window next has drafts of their own. */
export function draftsOf(user) {
  name = `centralino-training ${user}`;
  try {
    drafts = JSON.parse(sessionStorage.getItem(name)) ?? {};
  } catch {
    drafts = {};
  }
}

/** Of a group; made where there is none. `left`: utterances that are not meant, `edits`: changed texts by utterance,
 *  `others`: what the same would be in other languages. */
export const draftOf = (group) => (drafts[group] ??= { intent: null, left: [], edits: {}, others: {} });

export const drafted = (group) => {
  const draft = drafts[group];
  return Boolean(draft && (draft.intent || Object.keys(draft.edits).length || Object.values(draft.others).some((text) => text.trim())));
};

/** To be called after each change. */
export function keep() {
  try {
    sessionStorage.setItem(name, JSON.stringify(drafts));
  } catch {
    // Without room it is kept as long as the page.
  }
}

export function forget(group) {
  delete drafts[group];
  keep();
}

/** What was taken back is there again as it was written. */
export function restore(group, draft) {
  drafts[group] = draft;
  keep();
}
