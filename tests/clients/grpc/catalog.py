"""The catalog as Python's grpcio sees it: `catalog.py <address> <descriptors> <token>` prints a line for each thing that it saw."""
import sys

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

address, descriptors, token = sys.argv[1:]
SERVICE = "mlops.catalog.v1.DatasetCatalog"
CONTENT = ("n,text\n" + "".join(f"{i},row {i}\n" for i in range(20000))).encode()

files = descriptor_pb2.FileDescriptorSet()
with open(descriptors, "rb") as f:
    files.ParseFromString(f.read())
pool = descriptor_pool.DescriptorPool()
for file in files.file:
    pool.Add(file)
factory = message_factory.MessageFactory(pool)
OPERATIONS = "mlops.operations.v1.Operations"
methods = {s: {m.name: m for m in pool.FindServiceByName(s).methods} for s in (SERVICE, OPERATIONS)}


def message(name, package="mlops.catalog.v1"):
    return factory.GetPrototype(pool.FindMessageTypeByName(f"{package}.{name}"))


def stub(channel, kind, name, service=SERVICE):
    method = methods[service][name]
    return getattr(channel, kind)(
        f"/{service}/{name}",
        request_serializer=lambda request: request.SerializeToString(),
        response_deserializer=factory.GetPrototype(method.output_type).FromString)


def bearer(value=token):
    return [("authorization", f"Bearer {value}")]


def refusal(call):
    try:
        call()
    except grpc.RpcError as error:
        details = dict(error.trailing_metadata()).get("grpc-status-details-bin", b"")
        return f"{error.code().name} {error.details()} {'with' if b'google.rpc' in details else 'without'} details"
    raise AssertionError("the call succeeded")


def upload(import_version):
    part = message("ImportVersionRequest")
    header = message("ImportHeader")(dataset="foreign-python", file_name="rows.csv")
    chunks = (part(chunk=CONTENT[at:at + 65536]) for at in range(0, len(CONTENT), 65536))
    return import_version(iter([part(header=header), *chunks]), metadata=bearer(), compression=grpc.Compression.Gzip)


def result(wait, operation):
    ended = wait(message("WaitOperationRequest", "mlops.operations.v1")(id=operation.id), metadata=bearer())
    return message("DatasetVersion").FromString(ended.result.value)


def cancelled(read_file, request):
    # At once: a file of this size may have come whole by the time its first part is read.
    call = read_file(request, metadata=bearer())
    call.cancel()
    return call.code().name


with grpc.insecure_channel(address) as channel:
    get, register = stub(channel, "unary_unary", "GetDataset"), stub(channel, "unary_unary", "RegisterDataset")
    read_file = stub(channel, "unary_stream", "ReadFile")
    named, first = message("GetDatasetRequest"), message("ReadFileRequest")(dataset="foreign-python", version=1)
    print("registered", register(message("RegisterDatasetRequest")(name="foreign-python"), metadata=bearer(), compression=grpc.Compression.Gzip).name)
    wait = stub(channel, "unary_unary", "WaitOperation", OPERATIONS)
    print("imported", result(wait, upload(stub(channel, "stream_unary", "ImportVersion"))).row_count)
    print("read back", b"".join(part.chunk for part in read_file(first, metadata=bearer())) == CONTENT)
    print("missing", refusal(lambda: get(named(name="nothing"), metadata=bearer())))
    print("invalid", refusal(lambda: register(message("RegisterDatasetRequest")(name="Ä"), metadata=bearer())))
    print("stranger", refusal(lambda: get(named(name="foreign-python"), metadata=bearer("garbage"))))
    print("late", refusal(lambda: get(named(name="foreign-python"), metadata=bearer(), timeout=-1)).split(" ")[0])
    print("cancelled", cancelled(read_file, first))
