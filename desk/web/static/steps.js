/** What the bot did, which packets tell in English (`tried`), as a key of the texts and its values. No page is needed. */

const STEPS = [
  [/^booked a callback$/, "callback"],
  [/^started over$/, "over"],
  [/^went on in (?<language>\w+)$/, "language"],
  [/^told the status of order (?<order>\S+): (?<order_status>\S+)$/, "order"],
  [/^read out a phone number$/, "number"],
  [/^told an e-mail address$/, "email"],
  [/^told the address of (?<site>\S+)$/, "address"],
  [/^told what (?<department>\S+) does$/, "work"],
  [/^named the main departments$/, "departments"],
  [/^could not reach the queue$/, "no_queue"],
  [/^the caller asked for a person$/, "person"],
  [/^told the opening hours of (?<place>.+)$/, "hours"],
  [/^did not understand the caller$/, "not_understood"],
  [/^heard nothing$/, "silence"],
  [/^the caller asked for something out of scope$/, "out_of_scope"],
  [/^asked whether (?<intent>\S+) was meant$/, "asked"],
  [/^asked whether (?<intent>\S+) or (?<other>\S+) was meant$/, "asked_two"],
  [/^put through to (?<department>\S+): (?<became>.+)$/, "put_through"],
  [/^could not take the call out of the queue$/, "stays"],
  [/^routed to (?<department>\S+)$/, "routed"],
  [/^the caller did not want (?<department>\S+)$/, "unwanted"],
  [/^took a message$/, "message"],
  [/^told the wait for (?<department>\S+)$/, "wait"],
  [/^told that nobody is at work for (?<department>\S+)$/, "nobody"],
  [/^nobody is at work for (?<department>\S+): offered a callback$/, "nobody_offered"],
  [/^handed the call over because the (?<part>.+) failed$/, "failed"],
];

/** `{key, values}`, or null for a step that is not known here. */
export function step(english) {
  for (const [pattern, key] of STEPS) {
    const found = pattern.exec(english);
    if (found) return { key, values: { ...found.groups } };
  }
  return null;
}
