"""Validates the AsyncAPI description against the official schema, and its examples against their own schemas.

Usage: asyncapi.py DOCUMENT SCHEMA, with the schema of AsyncAPI 3.0.0 of the npm package @asyncapi/specs.
"""

import json
import sys

from jsonschema import Draft7Validator


def main(document: dict, schema: dict) -> None:
    errors = [f"{error.json_path}: {error.message[:300]}" for error in Draft7Validator(schema).iter_errors(document)]
    examples = 0
    for name, message in document["components"]["messages"].items():
        # References lead into the document.
        payload = {"allOf": [message["payload"]], "components": document["components"]}
        for example in message["examples"]:
            examples += 1
            found = Draft7Validator(payload).iter_errors(example["payload"])
            errors += [f"{name}, {error.json_path}: {error.message[:300]}" for error in found]
    if errors:
        sys.exit("\n".join(errors))
    if examples < 15:
        sys.exit(f"only {examples} examples")
    print(f"AsyncAPI: valid, with {examples} valid examples")


if __name__ == "__main__":
    main(*(json.load(open(path)) for path in sys.argv[1:]))
