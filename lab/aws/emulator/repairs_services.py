"""S3, Lambda, EventBridge: properties that moto drops, and policies that it reads by halves."""

import functools
import json
import threading

from moto.awslambda.models import LambdaVersion
from moto.events.models import EventBus
from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.s3.models import FakeBucket
from moto.s3.responses import S3Response

from emulator import api


def install():
    create = FakeBucket.create_from_cloudformation_json.__func__
    FakeBucket.create_from_cloudformation_json = classmethod(_bucket(create))
    FakeBucket.get_permission = unconditional_permission
    S3Response.put_object = _alone(S3Response.put_object)
    S3Response._key_response_post = _alone(S3Response._key_response_post)
    # A version has no attributes, and its Ref is None.
    create_version = LambdaVersion.create_from_cloudformation_json.__func__
    LambdaVersion.create_from_cloudformation_json = classmethod(_version(create_version))
    LambdaVersion.has_cfn_attr = classmethod(lambda cls, name: name in ("Version", "FunctionArn"))
    LambdaVersion.get_cfn_attribute = lambda self, name: {
        "Version": str(self.version),
        "FunctionArn": self.function_arn,
    }[name]
    LambdaVersion.physical_resource_id = property(lambda self: self.function_arn)
    # It goes with its function.
    LambdaVersion.delete = lambda self, account_id, region: None
    # Ref of a bus gives the Python object.
    EventBus.physical_resource_id = property(lambda self: self.name)


def unconditional_permission(self, action, resource):
    """moto takes a statement with a condition for one without: "deny unless TLS" would deny everything.

    So a statement that has a condition counts for nothing here; the template's tests look at those.
    """
    if self.policy is None:
        return PermissionResult.NEUTRAL
    policy = json.loads(self.policy)
    statements = [each for each in policy["Statement"] if "Condition" not in each]
    if not statements:
        return PermissionResult.NEUTRAL
    return IAMPolicy(json.dumps({**policy, "Statement": statements})).is_action_permitted(action, resource)


_write = threading.RLock()


def _alone(method):
    """moto looks at If-Match and If-None-Match and then writes: of two writers at once, both would win."""

    @functools.wraps(method)
    def locked(*arguments, **keywords):
        with _write:
            return method(*arguments, **keywords)

    return locked


def _version(create):
    def numbered(cls, name, json, account_id, region, **keywords):
        version = create(cls, name, json, account_id, region, **keywords)
        function = api.client("lambda", region).get_function(FunctionName=json["Properties"]["FunctionName"])
        version.function_arn = f"{function['Configuration']['FunctionArn']}:{version.version}"
        return version

    return numbered


def _bucket(create):
    def whole_bucket(cls, resource_name, cloudformation_json, account_id, region_name, **keywords):
        """moto takes encryption and tags, and drops the rest."""
        properties = cloudformation_json.get("Properties", {})
        bucket = create(cls, resource_name, cloudformation_json, account_id, region_name, **keywords)
        if api.is_true(properties.get("ObjectLockEnabled", False)):
            # No operation sets it on a bucket that is there.
            bucket.object_lock_enabled = True
            bucket.versioning_status = "Enabled"
        _configure(api.client("s3", region_name), resource_name, properties)
        return bucket

    return whole_bucket


def _configure(s3, bucket, properties):
    if "VersioningConfiguration" in properties:
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration=properties["VersioningConfiguration"])
    if "PublicAccessBlockConfiguration" in properties:
        block = {key: api.is_true(value) for key, value in properties["PublicAccessBlockConfiguration"].items()}
        s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=block)
    if "OwnershipControls" in properties:
        s3.put_bucket_ownership_controls(Bucket=bucket, OwnershipControls=properties["OwnershipControls"])
    if "LifecycleConfiguration" in properties:
        rules = [lifecycle_rule(rule) for rule in properties["LifecycleConfiguration"]["Rules"]]
        s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": rules})
    if "EventBridgeConfiguration" in properties.get("NotificationConfiguration", {}):
        s3.put_bucket_notification_configuration(
            Bucket=bucket, NotificationConfiguration={"EventBridgeConfiguration": {}}
        )


def lifecycle_rule(rule):
    """A rule of AWS::S3::Bucket in the words of PutBucketLifecycleConfiguration."""
    wanted = {"ID": rule["Id"], "Status": rule["Status"], "Filter": _filter(rule)}
    expiration = {}
    if "ExpirationInDays" in rule:
        expiration["Days"] = int(rule["ExpirationInDays"])
    if api.is_true(rule.get("ExpiredObjectDeleteMarker", False)):
        expiration["ExpiredObjectDeleteMarker"] = True
    if expiration:
        wanted["Expiration"] = expiration
    if "NoncurrentVersionExpiration" in rule:
        wanted["NoncurrentVersionExpiration"] = {
            key: int(value) for key, value in rule["NoncurrentVersionExpiration"].items()
        }
    if "AbortIncompleteMultipartUpload" in rule:
        days = int(rule["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"])
        wanted["AbortIncompleteMultipartUpload"] = {"DaysAfterInitiation": days}
    for key, days in (("Transitions", "Days"), ("NoncurrentVersionTransitions", "NoncurrentDays")):
        if key in rule:
            wanted[key] = [
                {"StorageClass": each["StorageClass"], days: int(each["TransitionInDays"])} for each in rule[key]
            ]
    return wanted


def _filter(rule):
    parts = [{"Tag": {"Key": tag["Key"], "Value": tag["Value"]}} for tag in rule.get("TagFilters", [])]
    if rule.get("Prefix"):
        parts.append({"Prefix": rule["Prefix"]})
    if not parts:
        return {"Prefix": ""}
    if len(parts) == 1:
        return parts[0]
    both = {"Tags": [part["Tag"] for part in parts if "Tag" in part]}
    if rule.get("Prefix"):
        both["Prefix"] = rule["Prefix"]
    return {"And": both}
