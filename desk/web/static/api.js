/** The desk's API: JSON over HTTP in the browser's session. */

const BASE = "/api/v1";
let csrf = "";

export class ApiError extends Error {
  constructor(status, body, retryAfter) {
    super(body?.message ?? `HTTP ${status}`);
    this.status = status;
    this.code = body?.error ?? "unknown";
    this.fields = body?.fields ?? {};
    /** Where the other side of a conflict stands in the language data: `{file, line}`. */
    this.other = body?.other ?? null;
    this.retryAfter = retryAfter;
  }
}

/** What protects changes against other sites; comes with the session. */
export const protect = (token) => (csrf = token ?? "");

async function request(method, path, body) {
  const headers = { Accept: "application/json" };
  // A blob tells its own type.
  if (body !== undefined) headers["Content-Type"] = body instanceof Blob ? body.type : "application/json";
  if (method !== "GET") headers["X-CSRF-Token"] = csrf;
  const sent = body === undefined || body instanceof Blob ? body : JSON.stringify(body);
  let answer;
  try {
    answer = await fetch(BASE + path, { method, headers, body: sent, credentials: "same-origin", cache: "no-store" });
  } catch {
    throw new ApiError(0, { error: "unreachable", message: "unreachable" });
  }
  const text = await answer.text();
  const data = text && answer.headers.get("content-type")?.includes("json") ? JSON.parse(text) : null;
  if (answer.ok) return data;
  throw new ApiError(answer.status, data, Number(answer.headers.get("retry-after")) || null);
}

const query = (values) => {
  const given = Object.entries(values ?? {}).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  return given.length ? `?${new URLSearchParams(given)}` : "";
};

export const get = (path, values) => request("GET", path + query(values));
export const post = (path, body = {}) => request("POST", path, body);
export const put = (path, body = {}) => request("PUT", path, body);
export const patch = (path, body = {}) => request("PATCH", path, body);
export const remove = (path) => request("DELETE", path);
export const at = (path, values) => BASE + path + query(values);
export const part = encodeURIComponent;
