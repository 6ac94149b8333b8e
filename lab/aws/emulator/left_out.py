"""Refuses a template with a type that is neither emulated nor named in `left_out.txt`."""

import pathlib

import moto.cloudformation.parsing as parsing
from moto.cloudformation.exceptions import ValidationError


def _names():
    lines = pathlib.Path(__file__).with_name("left_out.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.split()[0] for line in lines if line and not line.startswith("#"))


def install():
    names = _names()
    class_of = parsing.resource_class_from_type

    def class_or_refusal(resource_type):
        found = None if resource_type in names else class_of(resource_type)
        if found is None and resource_type not in names:
            raise ValidationError(message=f"the emulated AWS does not know {resource_type} (see left_out.txt)")
        return found

    def refuse_unknown(self):
        # Before the first resource is made: what fails later leaves half a stack behind.
        for resource in self._resource_json_map.values():
            parsing.resource_class_from_type(resource["Type"])
        load(self)

    load = parsing.ResourceMap.load
    parsing.resource_class_from_type = class_or_refusal
    parsing.ResourceMap.load = refuse_unknown
