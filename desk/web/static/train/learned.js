/** What a decision teaches: each way of saying it once, and the utterances that go along with that. Pure. */

/** Texts of one decision. */
export const MOST = 50;
/** Utterances of one decision. */
export const MOST_IDS = 1000;

/** Digits that were masked would be learned as such. */
export const masked = (text) => text.includes("•");

/** A sentence is one line. */
export const line = (text) => text.replace(/\s*\n\s*/g, " ");

/** Such texts are the same example. */
const fold = (text) => text.trim().replace(/\s+/g, " ").toLowerCase();

/** Entities that a changed text still has, moved to where their words are now. */
export function moved(entities, before, text) {
  const taken = [];
  for (const entity of entities) {
    const said = before.slice(entity.start, entity.end);
    let start = text.slice(entity.start, entity.end) === said ? entity.start : text.indexOf(said);
    while (start >= 0 && taken.some((other) => start < other.end && other.start < start + said.length)) start = text.indexOf(said, start + 1);
    if (said && start >= 0) taken.push({ ...entity, start, end: start + said.length });
  }
  return taken.sort((one, other) => one.start - other.start);
}

/** Of `{id, text, entities}` the first `room` ways of saying it and their `ids`. What is masked or emptied stays where it
 *  is, and so does what finds no room: `rest` of the utterances. Marks of one count for all that are the same. */
export function learned(utterances, room) {
  const fits = Math.max(0, room);
  const ways = new Map();
  for (const { id, text, entities } of utterances) {
    const key = fold(text);
    if (!key || masked(text)) continue;
    const way = ways.get(key) ?? { ids: [] };
    way.ids.push(id);
    if (!way.example || (!way.example.entities.length && entities.length)) way.example = trimmed(text, entities);
    ways.set(key, way);
  }
  const [sent, left] = [[...ways.values()].slice(0, fits), [...ways.values()].slice(fits)];
  const all = sent.flatMap(({ ids }) => ids);
  return { texts: sent.map(({ example }) => example), ids: all.slice(0, MOST_IDS), rest: [...all.slice(MOST_IDS), ...left.flatMap(({ ids }) => ids)] };
}

function trimmed(text, entities) {
  const words = line(text).trim();
  return { text: words, entities: words === text ? entities : moved(entities, text, words) };
}
