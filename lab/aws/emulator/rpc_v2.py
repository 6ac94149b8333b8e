"""CloudWatch by Smithy's RPC v2 in CBOR, which AWS's SDKs speak and moto does not: handed on in words that it knows."""

import re

from botocore import xform_name
from botocore.exceptions import ClientError
from botocore.parsers import RpcV2CBORParser
from botocore.serialize import RpcV2CBORSerializer
from moto.moto_server.werkzeug_app import DomainDispatcherApplication

from emulator import api

_OPERATION = re.compile(r"/service/GraniteServiceVersion20100801/operation/(\w+)")
_REGION = re.compile(r"Credential=[^/]*/[0-9]*/([a-z0-9-]+)/")
_PARSER = RpcV2CBORParser()
_SERIALIZER = RpcV2CBORSerializer()


class Translator(DomainDispatcherApplication):
    """moto's own application; what it would not understand is asked of it once more, otherwise."""

    def __call__(self, environ, start_response):
        operation = _OPERATION.fullmatch(environ["PATH_INFO"])
        if not operation:
            return super().__call__(environ, start_response)
        status, body = _answer(operation.group(1), environ)
        headers = [("smithy-protocol", "rpc-v2-cbor"), ("Content-Type", "application/cbor")]
        start_response(status, [*headers, ("Content-Length", str(len(body)))])
        return [body]


def _answer(operation, environ):
    region = _REGION.search(environ["HTTP_AUTHORIZATION"]).group(1)
    client = api.client("cloudwatch", region)
    sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    asked = _PARSER.parse_data_item(_PARSER.get_peekable_stream_from_bytes(sent))
    try:
        told = getattr(client, xform_name(operation))(**asked)
    except ClientError as error:
        reason = error.response["Error"]
        fault = {"__type": reason["Code"], "message": reason["Message"]}
        return f"{error.response['ResponseMetadata']['HTTPStatusCode']} Fault", _fault(fault)
    del told["ResponseMetadata"]
    shape = client.meta.service_model.operation_model(operation).output_shape
    return "200 OK", _written(told, shape) if shape else b""


def _written(value, shape):
    written = bytearray()
    _SERIALIZER._serialize_data_item(written, value, shape)
    return bytes(written)


def _fault(texts):
    """A map of texts has no shape of its own: its head, then its keys and values one after the other."""
    written = bytearray([RpcV2CBORSerializer.MAP_MAJOR_TYPE << 5 | len(texts)])
    for each in (part for pair in texts.items() for part in pair):
        _SERIALIZER._serialize_type_string(written, each, None, None)
    return bytes(written)
