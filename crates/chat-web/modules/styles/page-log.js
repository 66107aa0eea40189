// The page's own log for screen readers.

import { sheet } from "./sheet.js";

export default sheet(`
:host { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`);
