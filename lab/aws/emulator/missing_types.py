"""CloudFormation types that moto does not know though it emulates their service.

Each is made and removed by the service's own interface. An update removes and makes anew under the
same name; where the interface only puts, the second put replaces the first.
"""

import dataclasses
import json
from collections.abc import Callable

from botocore.exceptions import ClientError
from moto.core.common_models import CloudFormationModel

from emulator import api


@dataclasses.dataclass(frozen=True)
class Made:
    """What Ref gives, what GetAtt gives, and how it is removed."""

    identifier: str
    attributes: dict = dataclasses.field(default_factory=dict)
    remove: Callable = lambda: None


# type -> (the property that names it, or "", and what makes it)
TYPES = {}


def cloudformation_type(name, name_property=""):
    """Registers a function (properties, name, region, account) -> Made."""

    def register(make):
        TYPES[name] = (name_property, make)
        return make

    return register


def install():
    """Must run before moto first lists its models: it keeps that list."""
    for name, (name_property, make) in TYPES.items():
        _model(name, name_property, make)


def _model(type_name, name_property, make):
    def create(cls, resource_name, cloudformation_json, account_id, region_name, **_):
        model = cls()
        model.made = make(cloudformation_json["Properties"], resource_name, region_name, account_id)
        return model

    def update(cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name):
        name = cloudformation_json["Properties"].get(name_property, original_resource.made.identifier)
        original_resource.delete(account_id, region_name)
        return create(cls, name, cloudformation_json, account_id, region_name)

    members = {
        # moto reads the service from the module's name.
        "__module__": "moto.cloudformation.missing_types",
        "cloudformation_type": staticmethod(lambda: type_name),
        "cloudformation_name_type": staticmethod(lambda: name_property),
        "has_cfn_attr": classmethod(lambda cls, attribute: True),
        "create_from_cloudformation_json": classmethod(create),
        "update_from_cloudformation_json": classmethod(update),
        "delete_from_cloudformation_json": classmethod(lambda cls, *_: None),
        "physical_resource_id": property(lambda self: self.made.identifier),
        "get_cfn_attribute": lambda self, attribute: self.made.attributes[attribute],
        "delete": lambda self, account_id, region: _remove(self.made),
        "is_created": lambda self: True,
    }
    return type(type_name.replace("::", ""), (CloudFormationModel,), members)


def _remove(made):
    try:
        made.remove()
    except ClientError as refused:
        # Gone with what it belonged to, as a bucket's policy with the bucket.
        code = refused.response["Error"]["Code"]
        if not any(word in code for word in ("NotFound", "NoSuch", "NonExistent", "DoesNotExist")):
            raise RuntimeError(f"{made.identifier}: {refused}") from refused


@cloudformation_type("AWS::S3::BucketPolicy")
def bucket_policy(properties, name, region, account):
    bucket = properties["Bucket"]
    s3 = api.client("s3", region)
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(properties["PolicyDocument"]))
    return Made(bucket, {}, lambda: s3.delete_bucket_policy(Bucket=bucket))


@cloudformation_type("AWS::SNS::TopicPolicy")
def topic_policy(properties, name, region, account):
    sns = api.client("sns", region)
    policy = json.dumps(properties["PolicyDocument"])
    for topic in properties["Topics"]:
        sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy)
    return Made(name)


@cloudformation_type("AWS::SNS::Subscription")
def subscription(properties, name, region, account):
    sns = api.client("sns", region)
    attributes = {
        key: properties[key] if isinstance(properties[key], str) else json.dumps(properties[key])
        for key in ("FilterPolicy", "FilterPolicyScope", "RawMessageDelivery", "RedrivePolicy")
        if key in properties
    }
    arn = sns.subscribe(
        TopicArn=properties["TopicArn"],
        Protocol=properties["Protocol"],
        Endpoint=properties["Endpoint"],
        Attributes=attributes,
        ReturnSubscriptionArn=True,
    )["SubscriptionArn"]
    return Made(arn, {"Arn": arn}, lambda: sns.unsubscribe(SubscriptionArn=arn))


@cloudformation_type("AWS::SQS::QueuePolicy")
def queue_policy(properties, name, region, account):
    sqs = api.client("sqs", region)
    policy = json.dumps(properties["PolicyDocument"])
    for queue in properties["Queues"]:
        sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
    return Made(name)


@cloudformation_type("AWS::SecretsManager::Secret", "Name")
def secret(properties, name, region, account):
    secrets = api.client("secretsmanager", region)
    generated = properties.get("GenerateSecretString")
    value = properties.get("SecretString", "")
    if generated is not None:
        value = secrets.get_random_password(
            PasswordLength=int(generated.get("PasswordLength", 32)),
            ExcludePunctuation=api.is_true(generated.get("ExcludePunctuation", False)),
            ExcludeCharacters=generated.get("ExcludeCharacters", ""),
        )["RandomPassword"]
        if "GenerateStringKey" in generated:
            template = json.loads(generated.get("SecretStringTemplate", "{}"))
            value = json.dumps({**template, generated["GenerateStringKey"]: value})
    description = properties.get("Description", "")
    wanted = {"Name": name, "Description": description}
    arn = secrets.create_secret(**wanted, **({"SecretString": value} if value else {}))["ARN"]
    return Made(
        arn,
        {"Id": arn},
        lambda: secrets.delete_secret(SecretId=arn, ForceDeleteWithoutRecovery=True),
    )


@cloudformation_type("AWS::Scheduler::ScheduleGroup", "Name")
def schedule_group(properties, name, region, account):
    scheduler = api.client("scheduler", region)
    arn = scheduler.create_schedule_group(Name=name)["ScheduleGroupArn"]
    return Made(name, {"Arn": arn}, lambda: scheduler.delete_schedule_group(Name=name))


@cloudformation_type("AWS::Scheduler::Schedule", "Name")
def schedule(properties, name, region, account):
    scheduler = api.client("scheduler", region)
    wanted = {key: value for key, value in properties.items() if key != "Name"}
    window = dict(wanted["FlexibleTimeWindow"])
    if "MaximumWindowInMinutes" in window:
        window["MaximumWindowInMinutes"] = int(window["MaximumWindowInMinutes"])
    retries = {key: int(value) for key, value in wanted["Target"].get("RetryPolicy", {}).items()}
    target = {**wanted["Target"], **({"RetryPolicy": retries} if retries else {})}
    arn = scheduler.create_schedule(**{**wanted, "Name": name, "FlexibleTimeWindow": window, "Target": target})[
        "ScheduleArn"
    ]
    group = properties.get("GroupName", "default")
    return Made(name, {"Arn": arn}, lambda: scheduler.delete_schedule(Name=name, GroupName=group))


@cloudformation_type("AWS::CloudWatch::Alarm", "AlarmName")
def alarm(properties, name, region, account):
    cloudwatch = api.client("cloudwatch", region)
    wanted = {**properties, "AlarmName": name}
    for key in ("Period", "EvaluationPeriods", "DatapointsToAlarm"):
        if key in wanted:
            wanted[key] = int(wanted[key])
    if "Threshold" in wanted:
        wanted["Threshold"] = float(wanted["Threshold"])
    if "ActionsEnabled" in wanted:
        wanted["ActionsEnabled"] = api.is_true(wanted["ActionsEnabled"])
    for query in wanted.get("Metrics", []):
        if "ReturnData" in query:
            query["ReturnData"] = api.is_true(query["ReturnData"])
        if "MetricStat" in query:
            query["MetricStat"]["Period"] = int(query["MetricStat"]["Period"])
        if "Period" in query:
            query["Period"] = int(query["Period"])
    cloudwatch.put_metric_alarm(**wanted)
    arn = f"arn:aws:cloudwatch:{region}:{account}:alarm:{name}"
    return Made(name, {"Arn": arn}, lambda: cloudwatch.delete_alarms(AlarmNames=[name]))


@cloudformation_type("AWS::Logs::MetricFilter", "FilterName")
def metric_filter(properties, name, region, account):
    logs = api.client("logs", region)
    group = properties["LogGroupName"]
    kept = ("MetricName", "MetricNamespace", "MetricValue")
    transformations = [
        api.lowered({key: str(each[key]) for key in kept}) for each in properties["MetricTransformations"]
    ]
    logs.put_metric_filter(
        logGroupName=group,
        filterName=name,
        filterPattern=properties.get("FilterPattern", ""),
        metricTransformations=transformations,
    )
    return Made(name, {}, lambda: logs.delete_metric_filter(logGroupName=group, filterName=name))


@cloudformation_type("AWS::EC2::SecurityGroupEgress")
def security_group_egress(properties, name, region, account):
    ec2 = api.client("ec2", region)
    wanted = {"GroupId": properties["GroupId"], "IpPermissions": [api.permission(properties)]}
    ec2.authorize_security_group_egress(**wanted)
    return Made(name, {"Id": name}, lambda: ec2.revoke_security_group_egress(**wanted))


@cloudformation_type("AWS::EC2::KeyPair", "KeyName")
def key_pair(properties, name, region, account):
    ec2 = api.client("ec2", region)
    if "PublicKeyMaterial" in properties:
        made = ec2.import_key_pair(KeyName=name, PublicKeyMaterial=properties["PublicKeyMaterial"])
        return Made(name, {"KeyPairId": made["KeyPairId"]}, lambda: ec2.delete_key_pair(KeyName=name))
    made = ec2.create_key_pair(KeyName=name, KeyType=properties.get("KeyType", "rsa"))
    ssm = api.client("ssm", region)
    # CloudFormation keeps the private key there (AWS::EC2::KeyPair, "Return values").
    parameter = "/ec2/keypair/" + made["KeyPairId"]
    ssm.put_parameter(Name=parameter, Type="SecureString", Value=made["KeyMaterial"])

    def remove():
        ssm.delete_parameter(Name=parameter)
        ec2.delete_key_pair(KeyName=name)

    return Made(name, {"KeyPairId": made["KeyPairId"]}, remove)


@cloudformation_type("AWS::EC2::EIPAssociation")
def address_association(properties, name, region, account):
    ec2 = api.client("ec2", region)
    wanted = {key: properties[key] for key in ("AllocationId", "InstanceId", "NetworkInterfaceId") if key in properties}
    association = ec2.associate_address(**wanted)["AssociationId"]
    return Made(association, {"Id": association}, lambda: ec2.disassociate_address(AssociationId=association))


@cloudformation_type("AWS::Lambda::Alias", "Name")
def function_alias(properties, name, region, account):
    functions = api.client("lambda", region)
    function = properties["FunctionName"]
    version = str(properties["FunctionVersion"])
    # moto's Version gives the ARN of the version where CloudFormation gives its number.
    arn = functions.create_alias(FunctionName=function, Name=name, FunctionVersion=version.rsplit(":", 1)[-1])[
        "AliasArn"
    ]
    return Made(arn, {"AliasArn": arn}, lambda: functions.delete_alias(FunctionName=function, Name=name))


@cloudformation_type("AWS::Lambda::EventInvokeConfig")
def event_invoke_configuration(properties, name, region, account):
    functions = api.client("lambda", region)
    function = properties["FunctionName"]
    wanted = {"FunctionName": function, "DestinationConfig": properties.get("DestinationConfig", {})}
    for key in ("MaximumRetryAttempts", "MaximumEventAgeInSeconds"):
        if key in properties:
            wanted[key] = int(properties[key])
    functions.put_function_event_invoke_config(**wanted)
    return Made(name, {}, lambda: functions.delete_function_event_invoke_config(FunctionName=function))


@cloudformation_type("AWS::Events::EventBusPolicy")
def event_bus_policy(properties, name, region, account):
    events = api.client("events", region)
    bus = properties.get("EventBusName", "default")
    statement = properties["StatementId"]
    policy = {"Version": "2012-10-17", "Statement": [{"Sid": statement, **properties["Statement"]}]}
    events.put_permission(EventBusName=bus, Policy=json.dumps(policy))
    return Made(name, {}, lambda: events.remove_permission(EventBusName=bus, StatementId=statement))
