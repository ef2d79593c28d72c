"""scenarios/scenario.schema.json accepts every shipped scenario and refuses what the parser refuses."""

import json
import pathlib
import unittest

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "scenarios/scenario.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def errors(document):
    return [f"{list(e.path)}: {e.message}" for e in VALIDATOR.iter_errors(document)]


def scenario_with_task(task):
    return {"host": "http://localhost", "users": {"A": {"tasks": {"t": task}}}}


class SchemaTest(unittest.TestCase):

    def test_the_schema_itself_is_valid(self):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)

    def test_every_shipped_scenario_validates(self):
        files = sorted((ROOT / "scenarios").glob("*.yaml"))
        self.assertTrue(files)
        for file in files:
            with self.subTest(file.name):
                self.assertEqual(errors(yaml.safe_load(file.read_text())), [])

    def test_the_examples_of_the_reference_validate(self):
        text = (ROOT / "docs/scenario.md").read_text()
        blocks = [b.split("```")[0] for b in text.split("```yaml\n")[1:]]
        whole = [b for b in blocks if "\nusers:" in b]
        self.assertGreaterEqual(len(whole), 2)
        for block in whole:
            with self.subTest(block[:40]):
                self.assertEqual(errors(yaml.safe_load(block)), [])

    def test_every_property_has_a_description_for_the_editor(self):
        tables = [SCHEMA] + [d for d in SCHEMA["$defs"].values() if "properties" in d]
        for table in tables:
            self.assertIs(table["additionalProperties"], False, table["description"])
            for name, prop in table["properties"].items():
                self.assertIn("description", prop, name)

    def test_an_unknown_key_is_refused_at_every_level(self):
        self.assertTrue(errors({"users": {"A": {"tasks": {}}}, "hots": "x"}))
        self.assertTrue(errors({"users": {"A": {"wieght": 1}}}))
        self.assertTrue(errors(scenario_with_task({"get": "/", "chekc": {}})))
        self.assertTrue(errors(scenario_with_task({"get": "/", "check": {"stauts": 200}})))
        self.assertTrue(errors(scenario_with_task({"steps": [{"think": "1s", "then": []}]})))

    def test_a_task_is_one_request_or_steps(self):
        self.assertEqual(errors(scenario_with_task({"get": "/"})), [])
        self.assertEqual(errors(scenario_with_task({"steps": [{"get": "/"}]})), [])
        self.assertTrue(errors(scenario_with_task({"weight": 1})))
        self.assertTrue(errors(scenario_with_task({"get": "/", "post": "/"})))

    def test_waits_are_the_known_forms(self):
        for wait in ["between(1s, 3s)", "constant(1s)", "pacing(5s)", "throughput(0.5)", "2s", 2]:
            self.assertEqual(errors({"users": {"A": {"wait": wait}}}), [], wait)
        for wait in ["betwen(1s, 3s)", "soon", -1, [1]]:
            self.assertTrue(errors({"users": {"A": {"wait": wait}}}), wait)


if __name__ == "__main__":
    unittest.main()
