#!/bin/sh
# openapi-python-client and a text file that is described as bytes.
#
# A response of text/csv described as {"type": "string", "format": "binary"} is valid OpenAPI: a file
# of any media type. The client that openapi-python-client 0.29.1 generates of it without a warning
# wraps the decoded text of the response in BytesIO, so that every successful call raises
# TypeError: a bytes-like object is required, not 'str'. The same response described under
# application/octet-stream is read as bytes.
#
# Installs the packages in a temporary folder; exits with 1 when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet openapi-python-client==0.29.1 httpx==0.28.1 ruff

describe() {
    cat > "$2.json" <<JSON
{"openapi": "3.1.0", "info": {"title": "$2", "version": "1"}, "paths": {"/file": {"get": {
  "operationId": "read", "responses": {"200": {"description": "A file.", "content": {
    "$1": {"schema": {"type": "string", "format": "binary"}}}}}}}}}
JSON
    PATH="$folder/venv/bin:$PATH" openapi-python-client generate --path "$2.json" --output-path "$2"
    venv/bin/python - "$2" <<'PYTHON'
import sys
from importlib import import_module

import httpx

name = sys.argv[1]
sys.path.insert(0, name)
package = import_module(f"{name}_client")
read = import_module(f"{name}_client.api.default.read")
transport = httpx.MockTransport(lambda _: httpx.Response(200, content=b"side,n\nJPN,8\n"))
client = package.Client(base_url="http://localhost", httpx_args={"transport": transport})
try:
    print(name, "read", read.sync(client=client).payload.read())
except TypeError as problem:
    print(name, "TypeError", problem)
PYTHON
}

describe text/csv astext > seen
describe application/octet-stream asbytes >> seen
cat seen
grep -q "^astext TypeError a bytes-like object is required, not 'str'$" seen
grep -q "^asbytes read b'side,n" seen
