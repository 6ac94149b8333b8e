"""CloudFormation itself: templates by any URL, termination protection, and stacks that go away."""

import logging
from urllib.parse import urlparse

import moto.cloudformation.custom_model as custom_model
import moto.cloudformation.models as models
import moto.cloudformation.parsing as parsing
import moto.cloudformation.responses as responses
from moto.cloudformation.exceptions import ValidationError
from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult

from emulator import api

RETAINED = ("Retain", "RetainExceptOnCreate")


def install():
    responses.get_stack_from_s3_url = template
    responses.CloudFormationResponse.update_termination_protection = update_termination_protection
    models.CloudFormationBackend.create_stack = _create_stack(models.CloudFormationBackend.create_stack)
    models.CloudFormationBackend.delete_stack = _delete_stack(models.CloudFormationBackend.delete_stack)
    parsing.ResourceMap.delete = delete_in_reverse
    custom_model.CustomModel.create_from_cloudformation_json = classmethod(complete_unrun)
    custom_model.CustomModel.delete = lambda self, account_id, region: None


def template(template_url, account_id, partition):
    """moto takes the bucket from the host's name unless that is localhost; the CDK names the path."""
    bucket, key = urlparse(template_url).path.lstrip("/").split("/", 1)
    body = api.client("s3", "us-east-1").get_object(Bucket=bucket, Key=key)["Body"]
    return body.read().decode("utf-8")


def update_termination_protection(self):
    """moto has no such operation; the CDK calls it after a deployment that changes the protection."""
    stack = self.cloudformation_backend.get_stack(self._get_param("StackName"))
    stack.enable_termination_protection = api.is_true(self._get_param("EnableTerminationProtection"))
    return ActionResult({"StackId": stack.stack_id})


def _create_stack(create):
    def told_create(self, name, *arguments, **keywords):
        """moto answers 500 without a word, and leaves the stack in progress for ever."""
        try:
            return create(self, name, *arguments, **keywords)
        except ServiceException:
            raise
        except Exception as failure:
            logging.exception("%s could not be created", name)
            for stack in self.stacks.values():
                if stack.name == name:
                    stack.status = "CREATE_FAILED"
            raise ValidationError(message=f"{name} could not be created: {failure!r}") from failure

    return told_create


def _delete_stack(delete):
    def protected_delete(self, name_or_stack_id):
        """moto ignores the protection, and forgets a stack that it could not delete."""
        for stack in list(self.stacks.values()):
            if name_or_stack_id not in (stack.name, stack.stack_id):
                continue
            if api.is_true(stack.enable_termination_protection):
                raise ValidationError(
                    message=f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled"
                )
            try:
                delete(self, stack.stack_id)
            except Exception as failure:
                self.stacks[stack.stack_id] = stack
                stack.status = "DELETE_FAILED"
                raise ValidationError(message=f"{stack.name} could not be deleted: {failure}") from failure

    return protected_delete


def delete_in_reverse(self):
    """moto deletes in the order of a set and gives up too early; CloudFormation in that of creation, turned."""
    left = [
        name
        for name in reversed(list(self._parsed_resources))
        if name in self._resource_json_map
        and self._resource_json_map[name].get("DeletionPolicy") not in RETAINED
    ]
    failures = {}
    # A cycle of security groups that name each other goes in the second pass.
    for _ in range(3):
        failures = {}
        for name in left:
            resource = self._parsed_resources[name]
            if resource is None or isinstance(resource, str):
                continue
            try:
                # It stays in the map: the exports are evaluated afterwards, and would make it anew.
                self._delete_resource(resource, self._resource_json_map[name])
            except Exception as failure:
                failures[name] = failure
        left = list(failures)
    if failures:
        raise RuntimeError("; ".join(f"{name}: {failure}" for name, failure in failures.items()))


def complete_unrun(cls, resource_name, cloudformation_json, account_id, region_name, **keywords):
    """moto would run the provider's function in a container, and wait for ever where there is no Docker."""
    resource = cls(region_name, "unrun", keywords["LogicalId"], resource_name)
    resource.set_data({})
    return resource
