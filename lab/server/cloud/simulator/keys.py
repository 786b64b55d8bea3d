"""Who may ask: only the keys that the lab made up. Keys of a real account are refused, and the learner is told to take them away."""

import io
import json
import re

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

AUTHORIZATION = re.compile(r"Credential=([^/]+)/\d+/([^/]+)/([^/]+)/aws4_request,\s*SignedHeaders=([^,]+),\s*Signature=(\w+)")
REAL_KEY = re.compile(r"^(AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}$")
SERVICES = ("ec2", "cloudformation", "sts")


def refusal(environ, settings, region):
    """Status, content type and body of the answer to a request that may not go on; None for one that may."""
    found = AUTHORIZATION.search(environ.get("HTTP_AUTHORIZATION", ""))
    if not found:
        return error("ec2", "AuthFailure", "The request has no access key. aws configure list says which one is used, and from where.")
    key, asked_region, service, signed, signature = found.groups()
    if REAL_KEY.match(key):
        words = "This key looks like one of a real AWS account. Nothing was sent to AWS. Take it off this machine, and use the key of the lab: ~/cloud/key-id."
        return error(service, "AuthFailure", words)
    if key != settings["keyId"]:
        return error(service, "AuthFailure", "AWS was not able to validate the provided access credentials: the key id is not the one in ~/cloud/key-id.")
    if not is_signed(environ, settings["secret"], region=asked_region, service=service, signed=signed, signature=signature):
        words = "The request signature we calculated does not match the signature you provided: the secret is not the one in ~/cloud/secret-key."
        return error(service, "SignatureDoesNotMatch", words)
    if asked_region != region:
        return error(service, "UnsupportedOperation", f"The machines of this account are in {region}, and you ask {asked_region}: aws configure set region {region}")
    if service not in SERVICES:
        return error(service, "UnsupportedOperation", f"The lab's cloud has {', '.join(SERVICES)}; it has no {service}.")
    return None


def is_signed(environ, secret, *, region, service, signed, signature):
    """Whether the secret made the signature. The body is read and put back."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    headers = {name: header(environ, name) for name in signed.split(";")}
    query = f"?{environ['QUERY_STRING']}" if environ.get("QUERY_STRING") else ""
    url = f"http://{environ.get('HTTP_HOST', '')}{environ.get('PATH_INFO', '/')}{query}"
    request = AWSRequest(method=environ["REQUEST_METHOD"], url=url, data=body, headers=headers)
    request.context["timestamp"] = headers.get("x-amz-date", "")
    signer = SigV4Auth(Credentials("key", secret), service, region)
    text = signer.string_to_sign(request, signer.canonical_request(request))
    return signer.signature(text, request) == signature


def header(environ, name):
    known = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}
    return environ.get(known.get(name, f"HTTP_{name.upper().replace('-', '_')}"), "")


def error(service, code, words):
    text = escaped(words)
    if service == "ec2":
        body = f"<Response><Errors><Error><Code>{code}</Code><Message>{text}</Message></Error></Errors><RequestID>lab</RequestID></Response>"
    elif service in SERVICES:
        body = f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{text}</Message></Error><RequestId>lab</RequestId></ErrorResponse>"
    else:
        return "400 Bad Request", "application/x-amz-json-1.1", json.dumps({"__type": code, "message": words})
    return "400 Bad Request", "text/xml", body


def escaped(words):
    return words.replace("&", "&amp;").replace("<", "&lt;")
