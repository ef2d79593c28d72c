"""The command line without a run."""
import json
import re
import subprocess
import unittest

import harness
import servers

SCENARIO = """
host: http://localhost:1
users:
  Reader:
    weight: 3
    tasks:
      read: {weight: 3, get: /a, tags: [reading]}
      list: {weight: 1, get: /b}
  Writer:
    weight: 1
    tasks:
      write: {post: /c}
"""

BROKEN = """host: http://localhost:1
users:
  Reader:
    wieght: 3
    tasks:
      read: {get: /a, tagz: [x]}
"""


class CliTest(harness.LoadTest):
    def test_list_names_the_user_classes(self):
        run = self.command("-f", self.scenario(SCENARIO), "--list")
        self.assertEqual(run.exit_code, 0, run.err)
        self.assertEqual(run.out, "Available Users:\n    Reader\n    Writer\n")

    def test_show_task_ratio_prints_locusts_two_sections(self):
        run = self.command("-f", self.scenario(SCENARIO), "--show-task-ratio")
        self.assertEqual(run.exit_code, 0, run.err)
        self.assertIn("Task ratio per User class", run.out)
        self.assertIn("Total task ratio", run.out)
        self.assertRegex(run.out, r"(?m)^ *75\.0 +Reader")
        self.assertRegex(run.out, r"(?m)^ *25\.0 +Writer")

    def test_show_task_ratio_json_has_the_same_shares(self):
        run = self.command("-f", self.scenario(SCENARIO), "--show-task-ratio-json")
        ratios = json.loads(run.out)
        self.assertAlmostEqual(ratios["per_class"]["Reader"]["tasks"]["read"]["ratio"], 0.75)
        self.assertAlmostEqual(ratios["total"]["Reader"]["ratio"], 0.75)

    def test_check_of_a_good_scenario_ends_well(self):
        run = self.command("-f", self.scenario(SCENARIO), "--check")
        self.assertEqual(run.exit_code, 0, run.err)

    def test_show_profile_draws_the_stages(self):
        path = harness.SOURCE / "scenarios" / "aurax-spike.yaml"
        run = self.command("-f", path, "--show-profile")
        self.assertEqual(run.exit_code, 0, run.err)
        self.assertRegex(run.out, r"(?m)^ +1000 \| +#+$")
        self.assertIn("Stage 1 of 2 (rise): to 1000 users over 10s", run.out)
        self.assertRegex(run.out, r"(?m)^ +30s  the run ends$")
        ramp = self.command("-f", path, "--show-profile", "-u", "7", "-r", "1")
        self.assertIn("to 7 users over 7s", ramp.out)
        self.assertNotIn("Stage", ramp.out)

    def test_the_shipped_scenario_is_good(self):
        path = harness.SOURCE / "scenarios" / "aurax.yaml"
        run = self.command("-f", path, "-H", "http://localhost:1", "--check")
        self.assertEqual(run.exit_code, 0, run.err)

    def test_check_names_every_mistake_with_its_place(self):
        path = self.scenario(BROKEN)
        run = self.command("-f", path, "--check")
        self.assertEqual(run.exit_code, 2)
        self.assertIn(f"{path}:4:5: unknown key 'wieght', did you mean 'weight'?", run.err)
        self.assertRegex(run.err, re.escape(path) +
                         r":6:\d+: unknown key 'tagz', did you mean 'tags")

    def test_a_broken_scenario_does_not_run(self):
        run = self.command("-f", self.scenario(BROKEN), "--headless", "-t", "1s")
        self.assertEqual(run.exit_code, 2)
        self.assertNotIn("# reqs", run.err)

    def test_an_unknown_option_suggests_the_nearest(self):
        run = self.command("-f", self.scenario(SCENARIO), "--spwan-rate", "3")
        self.assertEqual(run.exit_code, 2)
        self.assertIn("unknown option '--spwan-rate', did you mean '--spawn-rate'?", run.err)

    def test_version_is_one_line(self):
        run = self.command("--version")
        self.assertEqual(run.exit_code, 0)
        self.assertRegex(run.out, r"^aurax-load \d+\.\d+\.\d+\n$")

    def test_help_names_locusts_options(self):
        run = self.command("--help")
        self.assertEqual(run.exit_code, 0)
        for option in ("--users", "--spawn-rate", "--run-time", "--headless", "--csv", "--tags"):
            self.assertIn(option, run.out)

    def test_show_config_says_where_each_value_comes_from(self):
        (self.folder / "locust.conf").write_text("users = 5\nspawn-rate = 2\nrun-time = 1m\n")
        run = self.command("--show-config", "-u", "7", env={"LOCUST_SPAWN_RATE": "3"})
        self.assertEqual(run.exit_code, 0, run.err)
        self.assertRegex(run.out, r"(?m)^users *= *7 +# .*command line")
        self.assertRegex(run.out, r"(?m)^spawn-rate *= *3 +# .*LOCUST_SPAWN_RATE")
        self.assertRegex(run.out, r"(?m)^run-time *= *1m +# .*locust\.conf")

    def test_an_answer_that_cannot_be_written_ends_with_4(self):
        path = self.scenario(SCENARIO)
        for arguments in (["--list"], ["--show-task-ratio"], ["--show-task-ratio-json"],
                          ["--check"], ["--help"], ["--show-config"], ["--version"],
                          ["--headless", "-t", "1s", "--json"]):
            for where in (">/dev/full", ">&-"):
                with self.subTest(arguments=arguments, where=where):
                    script = f'exec "$0" "$@" {where}'
                    run = subprocess.run(
                        ["/bin/sh", "-c", script, servers.binary("aurax-load"), "-f", path,
                         *arguments], cwd=self.folder, text=True, stdin=subprocess.DEVNULL,
                        stderr=subprocess.PIPE, timeout=harness.RUN_LIMIT, check=False)
                    self.assertEqual(run.returncode, 4, run.stderr)
                    self.assertIn("cannot write standard output: ", run.stderr)

    def test_a_python_scenario_gets_a_line_that_says_what_to_do(self):
        path = self.scenario("from locust import HttpUser\n", "locustfile.py")
        run = self.command("-f", path, "--headless")
        self.assertEqual(run.exit_code, 2)
        self.assertIn("docs/locust.md", run.err)

    def test_a_scenario_that_is_not_there_is_named(self):
        run = self.command("-f", self.folder / "none.yaml", "--headless")
        self.assertEqual(run.exit_code, 2)
        self.assertIn("none.yaml", run.err)

    def test_tags_and_classes_select(self):
        path = self.scenario(SCENARIO)
        run = self.command("-f", path, "--show-task-ratio-json", "--tags", "reading", "--",
                           "Reader")
        if run.exit_code != 0:  # without the separator the class would be taken for a tag
            self.fail(run.err)
        self.assertEqual(list(json.loads(run.out)["per_class"]["Reader"]["tasks"]), ["read"])


if __name__ == "__main__":
    unittest.main()
