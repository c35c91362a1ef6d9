/** Which calls are looked at: of a department, in a language. */

import { choice, field } from "../dialog.js";
import { LANGUAGES, languageName, t } from "../texts.js";
import { departmentName } from "../desk/names.js";
import { state } from "../desk/store.js";

export const whichFields = (chosen, onchange) => [
  field(t("transfer.department"), choice({ name: "department", onchange }, [["", t("queue.all_departments")], ...state.company.departments.map(({ key }) => [key, departmentName(key)])], chosen.department), { wide: true }),
  field(t("calls.language"), choice({ name: "language", onchange }, [["", t("queue.all_languages")], ...LANGUAGES.map((code) => [code, languageName(code)])], chosen.language)),
];
