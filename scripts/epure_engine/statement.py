"""How a bundle was built, as an in-toto Statement v1 with SLSA provenance v1, written by the in-toto project's own library.

The command measures and seals the bundle, then hands over the facts (`src/cli/purify/provenance.ts`); what the format
calls them, and whether they make a valid statement, is the library's business.
https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md, https://slsa.dev/spec/v1.0/provenance
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from google.protobuf import json_format
from in_toto_attestation.predicates.provenance.v1 import provenance_pb2
from in_toto_attestation.v1.resource_descriptor import ResourceDescriptor
from in_toto_attestation.v1.statement import Statement

PREDICATE_TYPE = "https://slsa.dev/provenance/v1"


def write_statement(facts: dict[str, Any]) -> dict[str, Any]:
    """The statement as a JSON object, its keys sorted: the same facts give the same bytes.

    facts: `subjects` and `inputs` ({name, sha256} each), `libraries` ({name, version, purl} each), `build_type`,
    `external` and `internal` (parameters of the build), `builder` ({id, version}), `finished_on` (RFC 3339, optional).
    Raises ValueError where they do not make a valid statement.
    """
    inputs = [_file(one) for one in facts["inputs"]]
    libraries = [
        ResourceDescriptor(name=one["name"], uri=one["purl"], annotations={"version": one["version"]})
        for one in facts["libraries"]
    ]
    provenance = provenance_pb2.Provenance()
    definition, details = provenance.build_definition, provenance.run_details
    definition.build_type = facts["build_type"]
    definition.external_parameters.update(facts["external"])
    definition.internal_parameters.update(facts["internal"])
    definition.resolved_dependencies.extend(one.pb for one in [*inputs, *libraries])
    details.builder.id = facts["builder"]["id"]
    details.builder.version["epure"] = facts["builder"]["version"]
    if facts.get("finished_on"):
        details.metadata.finished_on.FromJsonString(facts["finished_on"])
    subjects = [_file(one).pb for one in facts["subjects"]]
    statement = Statement(subjects, PREDICATE_TYPE, json_format.MessageToDict(provenance))
    statement.validate()
    return json.loads(json_format.MessageToJson(statement.pb, sort_keys=True))


def write_statement_of(path: Path) -> dict[str, Any]:
    """`write_statement` of the facts in a JSON file."""
    return write_statement(json.loads(path.read_text(encoding="utf-8")))


def _file(facts: dict[str, str]) -> ResourceDescriptor:
    return ResourceDescriptor(name=facts["name"], digest={"sha256": facts["sha256"]})
