"""Stands in for libraries of moto's other services, which its CloudFormation imports all at once and this cloud never uses."""

import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.util import spec_from_loader
from types import ModuleType

LIBRARIES = {
    "antlr4",
    "aws_xray_sdk",
    "cfnlint",
    "docker",
    "graphql",
    "joserfc",
    "jsondiff",
    "jsonpath_ng",
    "jsonschema",
    "multipart",
    "openapi_spec_validator",
    "py_partiql_parser",
    "pyparsing",
}


class Absent(ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        # A class fits wherever one is only named: in an import, in an except, as a base.
        return type(name, (Exception,), {})


class Finder(MetaPathFinder, Loader):
    def find_spec(self, name, path=None, target=None):
        return spec_from_loader(name, self, is_package=True) if name.split(".")[0] in LIBRARIES else None

    def create_module(self, spec):
        return Absent(spec.name)

    def exec_module(self, module):
        pass


# Asked last, so that what is installed is taken.
sys.meta_path.append(Finder())
