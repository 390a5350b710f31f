"""--format sarif against the official SARIF 2.1.0 schema, and against what --json says of the same files.

    live_sarif.py THINNET FOLDER

The schema is not part of this repository (OASIS). It is looked for in THINNET_SARIF_SCHEMA and in
~/.cache/thinnet/sarif-schema-2.1.0.json; https://github.com/oasis-tcs/sarif-spec has it. Without it, or without the package
jsonschema, the comparison with --json is still made, and the test counts as skipped.
"""
import json
import os
import subprocess
import sys

SKIPPED = 77


def run(*arguments):
    done = subprocess.run([thinnet, "check", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1, 3), done.stderr
    return done.stdout


def compare(log, findings):
    """The same findings in the same order; columns of SARIF count characters, those of --json bytes."""
    results = log["runs"][0]["results"]
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert len(results) == len(findings), (len(results), len(findings))
    for result, finding in zip(results, findings):
        assert result["ruleId"] == finding["code"] == rules[result["ruleIndex"]]["id"]
        assert result["level"] == {"error": "error", "warning": "warning", "advice": "note"}[finding["severity"]]
        region = result["locations"][0]["physicalLocation"].get("region")
        assert (region["startLine"] if region else 0) == finding["line"]
        if region:
            with open(finding["file"], "rb") as stream:
                line = stream.read().replace(b"\r\n", b"\n").split(b"\n")[finding["line"] - 1]
            assert len(line[: finding["column"] - 1].decode("utf-8", "replace")) + 1 == region["startColumn"], finding
        assert len(result.get("fixes", [])) == ("fix" in finding)
    return len(results)


def find_schema():
    places = [os.environ.get("THINNET_SARIF_SCHEMA", ""), os.path.expanduser("~/.cache/thinnet/sarif-schema-2.1.0.json")]
    return next((place for place in places if place and os.path.isfile(place)), None)


thinnet, folder = sys.argv[1:3]
with open("umlaut.py", "w", encoding="utf-8") as stream:
    stream.write('import torch.nn.functional as F\nfrom torch import nn\nclass Ü(nn.Module):\n    def forward(self, x):\n'
                 '        return "ü", F.dropout(x)\n')
text = run(folder, "umlaut.py", "--format", "sarif", "--config", "none")
events = [json.loads(line) for line in run(folder, "umlaut.py", "--json", "--config", "none").splitlines()]
log = json.loads(text)
empty = json.loads(run("umlaut.py", "--format", "sarif", "--select", "TN001"))
n = compare(log, [event for event in events if event["event"] == "finding"])
assert n > 20, n
schema = find_schema()
try:
    import jsonschema
except ImportError:
    print(f"{n} results agree with --json; skipped: no package jsonschema to validate them with")
    sys.exit(SKIPPED)
if not schema:
    print(f"{n} results agree with --json; skipped: no schema to validate them with, see THINNET_SARIF_SCHEMA in {sys.argv[0]}")
    sys.exit(SKIPPED)
with open(schema, encoding="utf-8") as stream:
    schema = json.load(stream)
validator = jsonschema.validators.validator_for(schema)(schema)
for document in (log, empty):
    errors = [f"{list(error.path)}: {error.message[:200]}" for error in validator.iter_errors(document)]
    assert not errors, "\n".join(errors[:10])
del log["runs"][0]["results"][0]["message"]
assert any(validator.iter_errors(log)), "the validator accepts a result without a message: is this the schema?"
print(f"{n} results: valid SARIF 2.1.0")
