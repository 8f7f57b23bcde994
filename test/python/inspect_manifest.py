"""What the command line of Airbyte's CDK does not tell of a manifest file.

usage: inspect_manifest.py MANIFEST.yaml

Prints one JSON object: "errors", the places where the manifest breaks the CDK's schema of the declarative language, and
"spec", the connection specification that it declares.
"""

import json
import sys
from pathlib import Path

from airbyte_cdk.models import ConnectorSpecificationSerializer
from airbyte_cdk.sources import declarative
from airbyte_cdk.sources.declarative.concurrent_declarative_source import ConcurrentDeclarativeSource
from airbyte_cdk.sources.declarative.parsers.manifest_component_transformer import ManifestComponentTransformer
from airbyte_cdk.sources.declarative.parsers.manifest_reference_resolver import ManifestReferenceResolver
from airbyte_cdk.utils.yaml_loader import safe_load_yaml
from jsonschema import Draft7Validator

manifest = safe_load_yaml(Path(sys.argv[1]).read_text(encoding="utf-8"))
schema_file = Path(declarative.__file__).parent / "declarative_component_schema.yaml"
schema = safe_load_yaml(schema_file.read_text(encoding="utf-8"))
resolved = ManifestReferenceResolver().preprocess_manifest(manifest)
whole = ManifestComponentTransformer().propagate_types_and_parameters("", resolved, {})
errors = [f"{list(error.absolute_path)}: {error.message[:500]}" for error in Draft7Validator(schema).iter_errors(whole)]
source = ConcurrentDeclarativeSource(source_config=manifest, config={}, catalog=None, state=[])
print(json.dumps({"errors": errors, "spec": ConnectorSpecificationSerializer.dump(source.spec(None))}))
