"""Copies an installed Python package with all that it needs: `copy_package.py NAME DIRECTORY`."""

import importlib.metadata
import pathlib
import re
import shutil
import sys

from packaging.requirements import Requirement


def files_of(name, seen):
    key = re.sub("[-_.]+", "-", name).lower()
    if key in seen:
        return
    seen.add(key)
    package = importlib.metadata.distribution(name)
    for file in package.files:
        if not str(file).startswith("..") and file.suffix != ".pyc":
            yield file
    for line in package.requires or []:
        needed = Requirement(line)
        if needed.marker is None or needed.marker.evaluate({"extra": ""}):
            yield from files_of(needed.name, seen)


def main(name, directory):
    for file in files_of(name, set()):
        copy = pathlib.Path(directory) / file
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file.locate(), copy)


main(*sys.argv[1:])
