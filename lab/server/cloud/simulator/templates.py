"""CloudFormation, loaded when it is first asked for: it brings all services of moto with it."""

from moto.cloudformation.responses import CloudFormationResponse


def accept_same(*_):
    """A change set without changes is made and says so, as it does at AWS; moto refuses it when there are parameters."""


CloudFormationResponse._validate_different_update = accept_same
