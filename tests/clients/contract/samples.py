"""Every sample fits the pydantic models made of the OpenAPI description, and comes out of them as it was.

Arguments: the module of the models, the folder of the schemas.
"""

import importlib.util
import json
import sys
from pathlib import Path
from typing import Optional

from pydantic import TypeAdapter, ValidationError

module, schemas = map(Path, sys.argv[1:])
spec = importlib.util.spec_from_file_location("models", module)
models = importlib.util.module_from_spec(spec)
sys.modules["models"] = models
spec.loader.exec_module(models)


def adapter(folder, name):
    schema = json.loads((schemas / folder / f"{name}.json").read_text())
    model = getattr(models, schema["title"])
    # The generator makes a class of an object that may be null, and says at its uses that it may be.
    return TypeAdapter(Optional[model] if "null" in schema.get("type", []) else model)


def same(one, other):
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other and isinstance(one, bool) == isinstance(other, bool)


fit = 0
for sample in sorted(schemas.glob("samples/valid/*/*/*.json")):
    folder, name, _ = sample.parts[-3:]
    types = adapter(folder, name)
    value = types.validate_json(sample.read_text())
    written = types.dump_python(value, mode="json", by_alias=True, exclude_unset=True)
    assert same(written, json.loads(sample.read_text())), f"{sample} changes"
    fit += 1
assert fit > 200, fit

# Types know what is missing and what has another type. Limits differ between generators.
refused = 0
for sample in sorted(schemas.glob("samples/invalid/*/*/*.json")):
    folder, name, _ = sample.parts[-3:]
    document = json.loads(sample.read_text())
    if document["reason"].split()[-1] not in ("required", "type"):
        continue
    try:
        adapter(folder, name).validate_json(json.dumps(document["body"]), strict=True)
    except ValidationError:
        refused += 1
    else:
        print(f"not refused: {sample}")
print(f"{fit} samples fit, {refused} are refused")
assert refused > 50, refused
print("everything holds")
