// Calls to the server. A refusal is thrown as a Problem with the server's sentence.

const BASE = "/chat/v1";

/** Timeout of a response in milliseconds. Files have none. */
const PATIENCE = 30_000;

/** Why a call failed, in words for the person. */
export class Problem extends Error {
  /**
   * @param {string} code
   * @param {string} sentence
   * @param {boolean} again whether a retry may succeed
   * @param {boolean} unknown whether the server may have done what was asked
   */
  constructor(code, sentence, again, unknown) {
    super(sentence);
    this.code = code;
    this.again = again;
    this.unknown = unknown;
  }
}

export class Api {
  /** @param {string} token */
  constructor(token) {
    this.token = token;
  }

  /** The address of the live connection. */
  get liveUrl() {
    const url = new URL(`${BASE}/live`, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    return url;
  }

  /** @param {string} path */
  get(path) {
    return this.#json("GET", path);
  }

  /** @param {string} path @param {unknown} body */
  post(path, body) {
    return this.#json("POST", path, JSON.stringify(body), { "Content-Type": "application/json" });
  }

  /** @param {string} path @param {unknown} body */
  put(path, body) {
    return this.#json("PUT", path, JSON.stringify(body), { "Content-Type": "application/json" });
  }

  /** @param {"PUT" | "DELETE"} method @param {string} path */
  call(method, path) {
    return this.#json(method, path);
  }

  /**
   * Uploads a file. Its name is sent in a header, since addresses are logged. The id makes retries
   * idempotent and identifies the upload's status.
   * @param {string} path @param {File} file @param {string} id
   */
  upload(path, file, id) {
    return this.#json("POST", path, file, {
      "Upload-Id": id,
      "Content-Type": file.type || "application/octet-stream",
      "Content-Disposition": `attachment; filename*=UTF-8''${encode5987(file.name)}`,
    });
  }

  /** @param {string} path @returns {Promise<Blob>} */
  async download(path) {
    return (await this.#fetch("GET", path)).blob();
  }

  async #json(method, path, body, headers) {
    const signal = body instanceof File ? undefined : AbortSignal.timeout(PATIENCE);
    const response = await this.#fetch(method, path, { body, headers, signal });
    if (response.status === 204) return null;
    return response.json().catch(() => {
      throw offline();
    });
  }

  async #fetch(method, path, { body, headers, signal } = {}) {
    let response;
    try {
      response = await fetch(BASE + path, {
        method,
        body,
        signal,
        headers: { ...headers, Authorization: `Bearer ${this.token}` },
        cache: "no-store",
      });
    } catch {
      throw offline();
    }
    if (response.ok) return response;
    const problem = await response.json().catch(() => ({}));
    const again = response.status >= 500 || response.status === 429 || response.status === 408;
    const sentence = problem.detail ?? `The server responded with status ${response.status}.`;
    throw new Problem(problem.code ?? "unknown", sentence, again, response.status >= 500);
  }
}

function offline() {
  return new Problem("offline", "The connection failed. Please try again.", true, true);
}

/** RFC 8187, section 3.2.1. @param {string} name */
function encode5987(name) {
  return encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
