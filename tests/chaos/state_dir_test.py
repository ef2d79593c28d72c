"""The folder for the run's state is full, forbidden, damaged or taken: an error that names the
file, and the results are printed all the same."""
import os
import pathlib
import shutil
import subprocess
import side_by_side
from cluster import ClusterTest, servers

DISK = 1 << 20  # bytes
GET = "users: {A: {wait: constant(1s), tasks: {a: {get: /health}}}}"


class StateDirTest(ClusterTest):
    def setUp(self):
        super().setUp()
        self.state = self.folder / "state"
        self.port = servers.free_port()

    def master_with_state(self, run_time=8):
        return self.start_master(run_time, 2, "--state-dir", self.state, port=self.port)

    def small_disk(self, options=f"size={DISK}"):
        """A file system of its own under the state folder."""
        self.state.mkdir()
        if os.getuid() != 0 or not shutil.which("mount"):
            self.skip("mounting needs root")
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", self.state],
                                 capture_output=True, text=True, check=False)
        if mounted.returncode != 0:
            self.skip(f"cannot mount: {mounted.stderr.strip()}")
        self.addCleanup(subprocess.run, ["umount", "-l", self.state], check=False)

    def skip(self, why):
        print(f"SKIPPED: {why}", flush=True)
        self.skipTest(why)

    def fill_disk(self):
        with (self.state / "filler").open("wb", buffering=0) as filler:
            try:
                while filler.write(b"x" * 4096):
                    pass
            except OSError:
                return

    def refused(self, *patterns):
        """A master that ends at once; its log says each of the patterns."""
        master = self.spawn("master", "--master", "--headless", "-f", self.scenario(GET), "-H",
                            self.sim.url, "-u", 1, "-t", "5s", "--master-bind-host", "127.0.0.1",
                            "--master-bind-port", self.port, "--state-dir", self.state)
        code = master.wait(20)
        self.assertGreater(code, 0, master.log())
        for pattern in patterns:
            self.assertRegex(master.log(), pattern)

    def test_a_disk_that_fills_up_during_the_run(self):
        self.small_disk()
        master = self.master_with_state()
        self.start_workers(master, "one", "two")
        self.at(3)
        self.fill_disk()
        result = self.result_of(master)
        self.assertRegex(result.log, r"run\.journal.*[Nn]o space left on device")
        self.assertIsNotNone(result.document, self.logs())
        self.assertRegex(result.log, r"Ledger: ")
        self.assertRegex(result.log, r"Response time percentiles")
        self.assertEqual(result.ledger["requests_started"],
                         self.sim.settled_counts()["total"]["received"], self.logs())

    def test_a_folder_that_cannot_be_made(self):
        (self.folder / "file").write_text("")
        self.state = self.folder / "file" / "state"
        self.refused(r"file/state.*Not a directory")

    def test_a_folder_that_cannot_be_written(self):
        if os.getuid() == 0:
            self.small_disk("ro")
            self.refused(r"state/.*Read-only file system")
        else:
            self.state.mkdir(mode=0o500)
            self.refused(r"state/.*Permission denied")

    def crashed_run(self):
        """Leaves a journal of a run under way, and its workers waiting for the master."""
        master = self.master_with_state()
        self.start_workers(master, "one", "two")
        self.at(3)
        master.kill()
        (journal,) = [p for p in pathlib.Path(self.state).iterdir() if "journal" in p.name]
        self.assertGreater(journal.stat().st_size, 500)
        return journal

    def test_a_damaged_journal_is_named_and_left_alone(self):
        journal = self.crashed_run()
        content = bytearray(journal.read_bytes())
        content[len(content) // 2] ^= 0x10
        journal.write_bytes(content)
        self.refused(r"run\.journal.*(?i:corrupt|damaged|checksum|sum)")
        self.assertEqual(journal.read_bytes(), content)

    def test_a_record_that_the_crash_tore_is_cut_off_and_the_run_goes_on(self):
        journal = self.crashed_run()
        with journal.open("ab") as out:
            out.write(b"\x40\x00\x00\x00\x01\x02")
        result = self.result_of(self.master_with_state())
        self.assert_exact(result)
        self.assert_never_above_plan()

    def test_a_folder_that_another_master_uses(self):
        master = self.master_with_state()
        self.start_workers(master, "one", "two")
        self.at(1)
        self.port = 0
        self.refused(r"run\.journal.*(?i:another|in use|locked|open)")
        self.assert_exact(self.result_of(master))


if __name__ == "__main__":
    side_by_side.main()
