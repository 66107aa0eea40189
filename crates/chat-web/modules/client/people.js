// People, as a view of the server shows them.

/** A participant of a view. @param {any} view @param {string | null} person */
export function participant(view, person) {
  return view.participants.find((p) => p.person === person) ?? null;
}
