"""EC2's instance metadata (IMDSv2) for the lab's nodes: the caller's address tells which instance it is.

`metadata.py ENDPOINT`, the emulated AWS's, whose DescribeInstances is what it tells.
"""

import http.server
import secrets
import sys

import boto3

ADDRESS = ("169.254.169.254", 80)
tokens = set()
ec2 = boto3.client("ec2", endpoint_url=sys.argv[1])


def instance_at(address):
    wanted = [
        {"Name": "private-ip-address", "Values": [address]},
        {"Name": "instance-state-name", "Values": ["running"]},
    ]
    for reservation in ec2.describe_instances(Filters=wanted)["Reservations"]:
        return reservation["Instances"][0]
    return None


def categories(instance):
    return {
        "ami-id": instance["ImageId"],
        "instance-id": instance["InstanceId"],
        "instance-type": instance["InstanceType"],
        "local-ipv4": instance["PrivateIpAddress"],
        "placement/availability-zone": instance["Placement"]["AvailabilityZone"],
        "placement/region": instance["Placement"]["AvailabilityZone"][:-1],
    }


class Metadata(http.server.BaseHTTPRequestHandler):
    def do_PUT(self):
        if self.path != "/latest/api/token":
            return self.answer(404)
        token = secrets.token_hex(16)
        tokens.add(token)
        return self.answer(200, token)

    def do_GET(self):
        if self.headers.get("X-aws-ec2-metadata-token") not in tokens:
            return self.answer(401)
        instance = instance_at(self.client_address[0])
        known = categories(instance) if instance else {}
        name = self.path.removeprefix("/latest/meta-data/")
        return self.answer(200, known[name]) if name in known else self.answer(404)

    def answer(self, status, text=""):
        body = text.encode("ascii")
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(ADDRESS, Metadata).serve_forever()
