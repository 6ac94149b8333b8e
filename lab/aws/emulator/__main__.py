"""Starts the emulated AWS: `python3 -m emulator FILE`, which gets the endpoint's URL.

The port is free; the address is the loopback, or LAB_ADDRESS where that is another. It ends with its
standard input, however that came, so that it never outlives the script that started it.
"""

import logging
import os
import pathlib
import sys
import threading

from moto.moto_server.werkzeug_app import create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

from emulator import api, left_out, missing_types, repairs_cloudformation, repairs_ec2, repairs_services, rpc_v2

ADDRESS = os.environ.get("LAB_ADDRESS", "127.0.0.1")


class Silent(WSGIRequestHandler):
    """One line a request would bury what matters; failures are logged all the same."""

    def log_request(self, code="-", size="-"):
        pass


def main(address_file):
    logging.basicConfig(level=logging.WARNING)
    missing_types.install()
    repairs_cloudformation.install()
    repairs_ec2.install()
    repairs_services.install()
    left_out.install()
    server = make_server(ADDRESS, 0, rpc_v2.Translator(create_backend_app), threaded=True, request_handler=Silent)
    os.environ["MOTO_PORT"] = str(server.port)
    api.endpoint = f"http://{ADDRESS}:{server.port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    # Renamed when it is whole: who sees the file can read it.
    file = pathlib.Path(address_file)
    whole = file.with_suffix(".new")
    whole.write_text(api.endpoint + "\n", encoding="ascii")
    whole.rename(file)
    sys.stdin.buffer.read()


main(sys.argv[1])
