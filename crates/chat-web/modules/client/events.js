// Event targets whose events have types.

/**
 * The constructor of an event target with these events, by name.
 * @template {Record<string, Event>} E
 * @typedef {new () => Target<E>} Targets
 */

/**
 * @template {Record<string, Event>} E
 * @typedef {Omit<EventTarget, "addEventListener"> & {addEventListener: <K extends keyof E>(name: K,
 *   listener: (event: E[K]) => void, options?: AddEventListenerOptions) => void}} Target
 */
