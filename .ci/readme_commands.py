"""Print the commands of the README's first code block under `## Two commands`, one a line."""

import re
from pathlib import Path

readme = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
section = readme.split("## Two commands", 1)[1].split("\n## ", 1)[0]
for block in re.findall(r"```sh\n(.*?)```", section, re.S):
    print("\n".join(line for line in block.splitlines() if line and not line.startswith("#")))
