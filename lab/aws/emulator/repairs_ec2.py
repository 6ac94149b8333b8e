"""EC2: properties that moto drops, and what it cannot take down."""

from moto.ec2.models import ec2_backends
from moto.ec2.models.elastic_block_store import Volume, VolumeAttachment
from moto.ec2.models.elastic_ip_addresses import ElasticAddress
from moto.ec2.models.flow_logs import FlowLogs
from moto.ec2.models.instances import Instance
from moto.ec2.models.internet_gateways import InternetGateway
from moto.ec2.models.route_tables import RouteTable
from moto.ec2.models.security_groups import SecurityGroup, SecurityGroupIngress
from moto.ec2.models.subnets import Subnet
from moto.ec2.models.vpcs import VPCEndPoint

from emulator import api


def install():
    _delete_with(RouteTable, lambda ec2, table: ec2.delete_route_table(table.id))
    _delete_with(VPCEndPoint, lambda ec2, endpoint: ec2.delete_vpc_endpoints([endpoint.id]))
    _delete_with(FlowLogs, lambda ec2, log: ec2.delete_flow_logs([log.id]))
    _delete_with(InternetGateway, _delete_gateway)
    _delete_with(ElasticAddress, lambda ec2, address: ec2.release_address(allocation_id=address.allocation_id))
    _delete_with(Volume, lambda ec2, volume: ec2.delete_volume(volume.id))
    _delete_with(VolumeAttachment, _detach)
    _delete_with(Instance, _terminate)
    Instance.create_from_cloudformation_json = classmethod(_instance(Instance.create_from_cloudformation_json.__func__))
    Volume.create_from_cloudformation_json = classmethod(_volume)
    create_subnet = Subnet.create_from_cloudformation_json.__func__
    Subnet.create_from_cloudformation_json = classmethod(_subnet(create_subnet))
    create_group = SecurityGroup.create_from_cloudformation_json.__func__
    SecurityGroup.create_from_cloudformation_json = classmethod(_group(create_group))
    attributes = ElasticAddress.get_cfn_attribute
    ElasticAddress.has_cfn_attr = classmethod(lambda cls, name: name in ("AllocationId", "PublicIp"))
    ElasticAddress.get_cfn_attribute = lambda self, name: (
        self.public_ip if name == "PublicIp" else attributes(self, name)
    )
    SecurityGroupIngress.create_from_cloudformation_json = classmethod(_ingress)
    SecurityGroupIngress.physical_resource_id = property(lambda self: self.rule["IpPermissions"][0]["IpProtocol"])
    SecurityGroupIngress.delete = _revoke


def _delete_with(model, delete):
    def deleted(self, account_id, region):
        delete(ec2_backends[account_id][region], self)

    model.delete = deleted


def _delete_gateway(ec2, gateway):
    if gateway.vpc:
        ec2.detach_internet_gateway(gateway.id, gateway.vpc.id)
    ec2.delete_internet_gateway(gateway.id)


def _detach(ec2, attachment):
    volume = attachment.volume
    if volume.attachment:
        ec2.detach_volume(volume.id, attachment.instance.id, attachment.device)


def _terminate(ec2, instance):
    # A volume of its own, which the template retains, would be deleted with the instance.
    ec2.terminate_instances([instance.id])


def _instance(create):
    def with_groups_and_metadata(cls, name, json, account_id, region, **keywords):
        """moto reads SecurityGroups, which holds names, where the CDK writes SecurityGroupIds.

        And it gives no public address, though the subnet says so.
        """
        properties = dict(json["Properties"])
        interfaces = properties.get("NetworkInterfaces") or []
        groups = properties.get("SecurityGroupIds") or [g for i in interfaces for g in i.get("GroupSet", [])]
        for interface in interfaces:
            properties.setdefault("SubnetId", interface.get("SubnetId"))
        # moto finds the groups by name, in every VPC: given by id afterwards, they are the right ones.
        properties.pop("SecurityGroups", None)
        instance = create(cls, name, {**json, "Properties": properties}, account_id, region, **keywords)
        if groups:
            api.client("ec2", region).modify_instance_attribute(InstanceId=instance.id, Groups=groups)
        card = instance.nics[0]
        card.public_ip_auto_assign = card.subnet.map_public_ip_on_launch
        card.check_auto_public_ip()
        return instance

    return with_groups_and_metadata


def _subnet(create):
    def public_or_not(cls, name, json, account_id, region, **keywords):
        """moto drops it."""
        subnet = create(cls, name, json, account_id, region, **keywords)
        subnet.map_public_ip_on_launch = api.is_true(json["Properties"].get("MapPublicIpOnLaunch", False))
        return subnet

    return public_or_not


def _group(create):
    def with_rules(cls, name, json, account_id, region, **keywords):
        """moto drops the rules outwards, and fails at a rule for all protocols, which has no ports."""
        properties = dict(json["Properties"])
        ingress = properties.pop("SecurityGroupIngress", [])
        egress = properties.pop("SecurityGroupEgress", [])
        group = create(cls, name, {**json, "Properties": properties}, account_id, region, **keywords)
        ec2 = api.client("ec2", region)
        if ingress:
            ec2.authorize_security_group_ingress(GroupId=group.id, IpPermissions=[api.permission(r) for r in ingress])
        if egress:
            everything = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
            ec2.revoke_security_group_egress(GroupId=group.id, IpPermissions=[everything])
            ec2.authorize_security_group_egress(GroupId=group.id, IpPermissions=[api.permission(r) for r in egress])
        return group

    return with_rules


def _ingress(cls, name, json, account_id, region, **_):
    """moto fails at a protocol without ports, and leaves the rule behind, which keeps both groups alive."""
    properties = json["Properties"]
    rule = {"GroupId": properties["GroupId"], "IpPermissions": [api.permission(properties)]}
    ec2 = api.client("ec2", region)
    ec2.authorize_security_group_ingress(**rule)
    ingress = cls(None, properties)
    ingress.rule = rule
    return ingress


def _revoke(self, account_id, region):
    api.client("ec2", region).revoke_security_group_ingress(**self.rule)


def _volume(cls, name, json, account_id, region, **_):
    """moto drops all but size and zone."""
    properties = json["Properties"]
    volume = ec2_backends[account_id][region].create_volume(
        size=int(properties["Size"]),
        zone_name=properties["AvailabilityZone"],
        volume_type=properties.get("VolumeType"),
        encrypted=api.is_true(properties.get("Encrypted", False)),
        kms_key_id=properties.get("KmsKeyId"),
    )
    for tag in properties.get("Tags", []):
        volume.add_tag(tag["Key"], tag["Value"])
    return volume
