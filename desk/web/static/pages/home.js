/** The front door: only its language can be chosen. */

import { languageChoice } from "../session.js";
import { current, speak } from "../texts.js";

await speak(current());
languageChoice(false);
