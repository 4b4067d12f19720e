"""Refresh the pins: `uv run --no-project python .ci/pins.py`.

Every package of the closure (runtime and development, Python 3.11-3.13, every
platform) is held to one exact version by `[tool.uv] constraint-dependencies` in
pyproject.toml, and what builds the package by `build-constraint-dependencies`.
A lock file would do the same, but it carries the addresses it was made from.
`--check` only says whether the pins still hold together and cover everything.
"""

import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT = ROOT / "pyproject.toml"
HEAD = "# Exact versions of everything, written by .ci/pins.py; never by hand.\n[tool.uv]\n"
BLOCK = re.compile(r"\n*(?:# Exact versions[^\n]*\n)?\[tool\.uv\]\n.*?(?=\n\[|\Z)", re.S)
PLAIN = ("--no-header", "--no-annotate")


def main() -> int:
    held = PROJECT.read_text(encoding="utf-8")
    bare = BLOCK.sub("\n", held).rstrip("\n") + "\n"
    if sys.argv[1:] == ["--check"]:
        pinned = tomllib.loads(held).get("tool", {}).get("uv", {})
        missing = sorted(set(resolved(held)) - set(pinned.get("constraint-dependencies", [])))
        print(f"not pinned, or pinned to another version: {', '.join(missing)}" if missing else "pins hold")
        return 1 if missing else 0
    pins, build = resolved(bare), resolved_build(bare)
    block = HEAD + _array("constraint-dependencies", pins) + _array("build-constraint-dependencies", build)
    PROJECT.write_text(f"{bare}\n{block}", encoding="utf-8")
    print(f"{len(pins)} packages and {len(build)} build packages pinned")
    return 0


def resolved(project: str) -> list[str]:
    """Every package that `project` resolves to, in any group, `name==version`."""
    with tempfile.TemporaryDirectory(prefix="pins-") as folder:
        Path(folder, "pyproject.toml").write_text(project, encoding="utf-8")
        _uv("lock", "--quiet", cwd=folder)
        groups = ("--all-groups", "--all-extras", "--no-emit-project", "--no-hashes")
        return _exact(_uv("export", "--quiet", "--frozen", *groups, *PLAIN, cwd=folder))


def resolved_build(project: str) -> list[str]:
    """The build backend and what it needs."""
    needs = "\n".join(tomllib.loads(project)["build-system"]["requires"])
    return _exact(_uv("pip", "compile", "--quiet", "--universal", "--no-config", *PLAIN, "-", said=needs))


def _exact(exported: str) -> list[str]:
    """One pin a package. A marker stays only where it tells two versions of one package apart."""
    lines = [line for line in exported.splitlines() if re.match(r"[\w.-]+==", line)]
    names = [re.split("==", line)[0] for line in lines]
    return [
        " ; ".join(part.strip() for part in line.split(";"))
        if names.count(name) > 1
        else line.split(";")[0].strip()
        for name, line in zip(names, lines, strict=True)
    ]


def _array(name: str, values: list[str]) -> str:
    quoted = "".join(f"    '{v}',\n" if '"' in v else f'    "{v}",\n' for v in values)
    return f"{name} = [\n{quoted}]\n"


def _uv(*words: str, cwd: str | Path = ROOT, said: str | None = None) -> str:
    command = ["uv", *words]
    done = subprocess.run(command, cwd=cwd, input=said, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
