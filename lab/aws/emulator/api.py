"""The emulated AWS's own public interface, for what is done by calling it."""

import boto3
from botocore.config import Config

# Set once the server listens.
endpoint = None

_SETTINGS = Config(s3={"addressing_style": "path"}, retries={"max_attempts": 1})


def client(service, region):
    """A client of the service in the emulated AWS."""
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=region,
        aws_access_key_id="lab",
        aws_secret_access_key="lab",
        config=_SETTINGS,
    )


def is_true(value):
    """CloudFormation takes true and "true" alike."""
    return str(value).lower() == "true"


def lowered(mapping):
    """The keys of a CloudFormation property with their first letter small, as CloudWatch Logs wants them."""
    return {key[0].lower() + key[1:]: value for key, value in mapping.items()}


def permission(rule):
    """A rule of a security group in EC2's own words; a rule for all protocols has no ports."""
    wanted = {"IpProtocol": str(rule["IpProtocol"])}
    for key in ("FromPort", "ToPort"):
        if key in rule:
            wanted[key] = int(rule[key])
    if wanted["IpProtocol"] not in ("tcp", "udp", "icmp", "-1"):
        # ESP and the like have no ports, where moto wants a number.
        wanted = {"FromPort": -1, "ToPort": -1, **wanted}
    described = {"Description": rule["Description"]} if "Description" in rule else {}
    for key, ranges in (("CidrIp", "IpRanges"), ("CidrIpv6", "Ipv6Ranges")):
        if key in rule:
            wanted[ranges] = [{key: rule[key], **described}]
    for key in ("SourceSecurityGroupId", "DestinationSecurityGroupId"):
        if key in rule:
            wanted["UserIdGroupPairs"] = [{"GroupId": rule[key], **described}]
    for key in ("SourcePrefixListId", "DestinationPrefixListId"):
        if key in rule:
            wanted["PrefixListIds"] = [{"PrefixListId": rule[key], **described}]
    return wanted
