// People, as a view of the server shows them.

/** A participant of a view.
 * @param {import("./wire.js").VisitView} view
 * @param {string | null} person */
export function participant(view, person) {
  return view.participants.find((p) => p.person === person) ?? null;
}

/** Whether this person may see who can be added, edited and removed.
 * @param {import("./wire.js").VisitView} view */
export function managesPeople(view) {
  return view.additions.length > 0;
}
