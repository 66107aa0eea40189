// Calls to the server. A refusal is thrown as a Problem with the server's sentence.

import { learnTime } from "./clock.js";
import { ownWords, serverWords } from "./words.js";

/** Timeout of a response in milliseconds. Files have none. */
const PATIENCE = 30_000;

/** Why a call failed, in words for the person. */
export class Problem extends Error {
  /**
   * @param {string} code
   * @param {string} sentence
   * @param {boolean} again whether a retry may succeed
   * @param {boolean} unknown whether the server may have done what was asked
   * @param {number} [status] the HTTP status; 0 without a response
   */
  constructor(code, sentence, again, unknown, status = 0) {
    super(sentence);
    this.code = code;
    this.again = again;
    this.unknown = unknown;
    this.status = status;
  }

  /** Whether a file was refused for what it is. */
  get isAboutFile() {
    return [413, 415, 422].includes(this.status);
  }

  /** Whether the server accepts the token no longer, or none was given. */
  get isSignedOut() {
    return this.code === "invalid_token" || this.code === "unauthenticated";
  }
}

/** What a token may consist of (RFC 6750, section 2.1). A page that answers with a login form instead has none. */
const TOKEN = /^[\w.~+/-]+=*$/;

/** @typedef {{body?: string, headers?: Record<string, string>, signal?: AbortSignal}} RequestOptions */
/**
 * `progress` gets the part that was sent, from 0 to 1; `signal` ends the upload.
 * @typedef {{progress?: (part: number) => void, signal?: AbortSignal}} UploadOptions
 */

export class Api {
  #base;
  #source;
  /** The person whose token this is, once known: no other person's is used in their place.
   * @type {string | null} */
  person = null;
  /** @type {Promise<string> | null} */ #asked = null;
  /** The token that was used last. */ #used = "";

  /**
   * @param {string} base the address of the API, such as `/chat/v1`
   * @param {string | (() => string | Promise<string>)} source a token, or a function that returns one
   */
  constructor(base, source) {
    this.#base = base.replace(/\/+$/u, "");
    this.#source = source;
  }

  /** The token for the next request.
   * @returns {Promise<string>} */
  token() {
    if (!this.#asked) {
      const asked = this.#ask();
      this.#asked = asked;
      // A source that failed is asked again.
      asked.catch(() => this.#asked === asked && (this.#asked = null));
    }
    return this.#asked;
  }

  async #ask() {
    const token = await (typeof this.#source === "function" ? this.#source() : this.#source);
    if (!TOKEN.test(token)) throw offline();
    if (this.person !== null && token !== this.#used) await this.#verify(token);
    this.#used = token;
    return token;
  }

  /** A renewed token must be the same person's: what they wrote must not go out under another name.
   * @param {string} token */
  async #verify(token) {
    const response = await this.#request("GET", "/me", token);
    const { person } = await (await this.#checked(response)).json();
    if (person !== this.person) throw new Problem("unauthenticated", ownWords("expired"), false, false);
  }

  /** The server does not accept a token.
   * @param {string} token
   * @returns {boolean} whether a new one can be asked for */
  renew(token) {
    if (typeof this.#source !== "function") return false;
    if (token === this.#used) this.#asked = null;
    return true;
  }

  /** The address of the live connection. */
  get liveUrl() {
    const url = new URL(`${this.#base}/live`, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    return url;
  }

  /** @param {string} path */
  get(path) {
    return this.#json("GET", path);
  }

  /** @param {string} path
   * @param {unknown} body */
  post(path, body) {
    return this.#json("POST", path, JSON.stringify(body), { "Content-Type": "application/json" });
  }

  /** @param {string} path
   * @param {unknown} body */
  put(path, body) {
    return this.#json("PUT", path, JSON.stringify(body), { "Content-Type": "application/json" });
  }

  /** @param {string} path
   * @param {unknown} body */
  patch(path, body) {
    return this.#json("PATCH", path, JSON.stringify(body), { "Content-Type": "application/json" });
  }

  /** @param {"PUT" | "DELETE"} method
   * @param {string} path */
  call(method, path) {
    return this.#json(method, path);
  }

  /** Uploads a file. Its name is sent in a header, since addresses are logged. The id makes retries
   * idempotent and identifies the upload's status. Only `XMLHttpRequest` reports the progress.
   * @param {string} path
   * @param {File} file
   * @param {string} id
   * @param {UploadOptions} [options]
   * @returns {Promise<import("./wire.js").Upload>} */
  async upload(path, file, id, options = {}) {
    const token = await this.#held();
    try {
      return await this.#upload(path, file, id, token, options);
    } catch (problem) {
      if (!problem.isSignedOut || !this.renew(token)) throw problem;
      return this.#upload(path, file, id, await this.#held(), options);
    }
  }

  /** @param {string} path
   * @param {File} file
   * @param {string} id
   * @param {string} token
   * @param {UploadOptions} options
   * @returns {Promise<import("./wire.js").Upload>} */
  #upload(path, file, id, token, { progress, signal }) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(offline());
      const request = new XMLHttpRequest();
      request.open("POST", this.#base + path);
      request.responseType = "json";
      request.setRequestHeader("Authorization", `Bearer ${token}`);
      request.setRequestHeader("Upload-Id", id);
      request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
      request.setRequestHeader("Content-Disposition", `attachment; filename*=UTF-8''${encode5987(file.name)}`);
      request.upload.onprogress = (event) => progress?.(event.total > 0 ? event.loaded / event.total : 0);
      request.onload = () => {
        const { status, response } = request;
        if (status >= 200 && status < 300) response ? resolve(response) : reject(offline());
        else reject(problemOf(status, response ?? {}));
      };
      request.onerror = request.onabort = () => reject(offline());
      signal?.addEventListener("abort", () => request.abort());
      request.send(file);
    });
  }

  /** @param {string} path
   * @returns {Promise<Blob>} */
  async download(path) {
    return (await this.#fetch("GET", path)).blob();
  }

  /** @param {string} method
   * @param {string} path
   * @param {string} [body]
   * @param {Record<string, string>} [headers]
   * @returns {Promise<any>} */
  async #json(method, path, body, headers) {
    const response = await this.#fetch(method, path, { body, headers, signal: timeout() });
    if (response.status === 204) return null;
    return response.json().catch(() => {
      throw offline();
    });
  }

  /** @param {string} method
   * @param {string} path
   * @param {RequestOptions} [options] */
  async #fetch(method, path, options = {}) {
    const token = await this.#held();
    const response = await this.#request(method, path, token, options);
    if (response.status !== 401 || !this.renew(token)) return this.#checked(response);
    const renewed = await this.#held();
    return this.#checked(renewed === token ? response : await this.#request(method, path, renewed, options));
  }

  /** The token; a source that fails is like a server that can't be reached. */
  #held() {
    return this.token().catch((problem) => {
      throw problem instanceof Problem ? problem : offline();
    });
  }

  /** @param {string} method
   * @param {string} path
   * @param {string} token
   * @param {RequestOptions} options
   * @returns {Promise<Response>} */
  async #request(method, path, token, { body, headers, signal } = {}) {
    try {
      const response = await fetch(this.#base + path, {
        method,
        body,
        signal,
        headers: { ...headers, Authorization: `Bearer ${token}` },
        cache: "no-store",
      });
      learnTime(response.headers);
      return response;
    } catch {
      throw offline();
    }
  }

  /** @param {Response} response */
  async #checked(response) {
    if (response.ok) return response;
    throw problemOf(response.status, await response.json().catch(() => ({})));
  }
}

/** @param {number} status
 * @param {any} problem */
function problemOf(status, problem) {
  const again = status >= 500 || status === 429 || status === 408 || problem.code === "upload_interrupted";
  const code = problem.code ?? "unknown";
  const sentence = problem.detail ? serverWords(code, problem.detail) : ownWords("status", { status: String(status) });
  return new Problem(code, sentence, again, status >= 500, status);
}

/** @returns {AbortSignal} */
function timeout() {
  // Newer than the types of the DOM in TypeScript 4.8.
  return /** @type {any} */ (AbortSignal).timeout(PATIENCE);
}

function offline() {
  return new Problem("offline", ownWords("offline"), true, true);
}

/** RFC 8187, section 3.2.1.
 * @param {string} name */
function encode5987(name) {
  return encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
