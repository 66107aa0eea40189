"""Validates golden files as bundles of one version of FHIR: elements, types, cardinalities and required codes.

Usage: validate.py VERSION FILE..., with the package fhir.resources of that version installed.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import fhir.resources
from fhir.resources.bundle import Bundle


def codes(element: object) -> Iterator[tuple[str, list[str]]]:
    """The names of an element's parts that have required codes, with the codes."""
    kind = type(element)
    if hasattr(kind, "model_fields"):  # R5: pydantic 2
        for name, field in kind.model_fields.items():
            extra = field.json_schema_extra
            if isinstance(extra, dict) and extra.get("enum_values"):
                yield name, extra["enum_values"]
    else:  # R4: pydantic 1
        for name, field in kind.__fields__.items():
            if field.field_info.extra.get("enum_values"):
                yield name, field.field_info.extra["enum_values"]


def parts(element: object) -> Iterator[object]:
    """The parts of an element that are elements."""
    for value in vars(element).values():
        for part in value if isinstance(value, list) else [value]:
            if hasattr(type(part), "model_fields") or hasattr(type(part), "__fields__"):
                yield part


def check(element: object, path: str) -> int:
    """Checks the codes of an element and its parts. Returns the number of codes."""
    checked = 0
    for name, permitted in codes(element):
        value = getattr(element, name)
        for code in value if isinstance(value, list) else [value]:
            if code is not None:
                checked += 1
                assert code in permitted, f"{path}.{name}: {code} is none of {permitted}"
    return checked + sum(check(part, f"{path}.{type(part).__name__}") for part in parts(element))


def main(version: str, files: list[str]) -> None:
    found = fhir.resources.__fhir_version__
    assert found == version, f"the package validates {found}, not {version}"
    assert files, "there are no golden files"
    resources = checked = 0
    for file in files:
        text = Path(file).read_text(encoding="utf-8")
        parse = getattr(Bundle, "model_validate_json", None) or Bundle.parse_raw
        bundle = parse(text)
        assert len(bundle.entry) == len(json.loads(text)["entry"])
        resources += len(bundle.entry)
        checked += check(bundle, file)
    assert checked > resources, "each resource has a status, an action or the like"
    print(f"FHIR {version}: {len(files)} bundles with {resources} resources and {checked} codes are valid")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
