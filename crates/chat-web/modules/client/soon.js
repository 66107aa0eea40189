// Work that follows many changes at once: done once, with the next frame.

/** The longest wait, in milliseconds: a page that is not in sight has no frames. */
const LATEST = 250;

/**
 * A function that asks for `run`. However often it is called until then, `run` is called once.
 * @param {() => void} run
 */
export function soon(run) {
  let frame = 0;
  let timer = 0;
  const now = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    timer = 0;
    run();
  };
  return () => {
    if (timer) return;
    frame = requestAnimationFrame(now);
    timer = setTimeout(now, LATEST);
  };
}
