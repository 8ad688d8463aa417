"""The public gRPC interoperability cases with Python's grpcio: `client <address> <descriptors>` or `server <descriptors>`.

A client prints one line for each case, `PASS <case>` or `FAIL <case> <reason>`. A server prints `PORT <port>` and serves
until its standard input closes. The descriptors are a serialized FileDescriptorSet.
"""
import sys
import time
from concurrent import futures

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

SPECIAL = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n"
INITIAL = "x-grpc-test-echo-initial"
TRAILING = "x-grpc-test-echo-trailing-bin"
SERVICE = "grpc.testing.TestService"


class Messages:
    """The message classes and methods of a FileDescriptorSet."""

    def __init__(self, path):
        files = descriptor_pb2.FileDescriptorSet()
        with open(path, "rb") as f:
            files.ParseFromString(f.read())
        self.pool = descriptor_pool.DescriptorPool()
        for file in files.file:
            self.pool.Add(file)
        self.factory = message_factory.MessageFactory(self.pool)

    def __getattr__(self, name):
        return self.of(self.pool.FindMessageTypeByName("grpc.testing." + name))

    def of(self, descriptor):
        return self.factory.GetPrototype(descriptor)

    def payload(self, size):
        return self.Payload(body=bytes(size))


class Stub:
    def __init__(self, channel, messages, service=SERVICE):
        self.channel, self.messages = channel, messages
        self.methods = {m.name: m for m in messages.pool.FindServiceByName(service).methods}
        self.service = service

    def call(self, name, kind):
        method = self.methods[name]
        return getattr(self.channel, kind)(
            f"/{self.service}/{name}",
            request_serializer=lambda m: m.SerializeToString(),
            response_deserializer=self.messages.of(method.output_type).FromString)

    def unary(self, name):
        return self.call(name, "unary_unary")


def failure(action):
    try:
        action()
    except grpc.RpcError as error:
        return error
    raise AssertionError("the call succeeded")


def equal(actual, expected):
    assert actual == expected, f"{actual!r} is not {expected!r}"


class Cases:
    def __init__(self, channel, messages):
        self.channel, self.m, self.stub = channel, messages, Stub(channel, messages)

    def ask(self, size, response_size):
        return self.m.StreamingOutputCallRequest(
            payload=self.m.payload(size), response_parameters=[self.m.ResponseParameters(size=response_size)])

    def empty_unary(self):
        equal(self.stub.unary("EmptyCall")(self.m.Empty()), self.m.Empty())

    def large_unary(self):
        response = self.stub.unary("UnaryCall")(self.m.SimpleRequest(response_size=314159, payload=self.m.payload(271828)))
        equal(response.payload.body, bytes(314159))

    def client_compressed_unary(self):
        call = self.stub.unary("UnaryCall")
        request = self.m.SimpleRequest(expect_compressed=self.m.BoolValue(value=True), response_size=314159, payload=self.m.payload(271828))
        equal(failure(lambda: call(request)).code(), grpc.StatusCode.INVALID_ARGUMENT)
        equal(len(call(request, compression=grpc.Compression.Gzip).payload.body), 314159)
        equal(len(call(request, compression=grpc.Compression.Deflate).payload.body), 314159)
        request.expect_compressed.value = False
        equal(len(call(request).payload.body), 314159)

    def server_compressed_unary(self):
        for compressed in (True, False):
            response = self.stub.unary("UnaryCall")(self.m.SimpleRequest(
                response_compressed=self.m.BoolValue(value=compressed), response_size=314159, payload=self.m.payload(271828)))
            equal(len(response.payload.body), 314159)

    def client_streaming(self):
        requests = (self.m.StreamingInputCallRequest(payload=self.m.payload(size)) for size in (27182, 8, 1828, 45904))
        equal(self.stub.call("StreamingInputCall", "stream_unary")(requests).aggregated_payload_size, 74922)

    def client_compressed_streaming(self):
        requests = (self.m.StreamingInputCallRequest(payload=self.m.payload(size), expect_compressed=self.m.BoolValue(value=True))
                    for size in (27182, 45904))
        call = self.stub.call("StreamingInputCall", "stream_unary")
        equal(call(requests, compression=grpc.Compression.Gzip).aggregated_payload_size, 73086)

    def server_streaming(self):
        sizes = [31415, 9, 2653, 58979]
        request = self.m.StreamingOutputCallRequest(response_parameters=[self.m.ResponseParameters(size=size) for size in sizes])
        equal([len(r.payload.body) for r in self.stub.call("StreamingOutputCall", "unary_stream")(request)], sizes)

    def server_compressed_streaming(self):
        request = self.m.StreamingOutputCallRequest(response_parameters=[
            self.m.ResponseParameters(size=size, compressed=self.m.BoolValue(value=compressed)) for size, compressed in ((31415, True), (92653, False))])
        equal([len(r.payload.body) for r in self.stub.call("StreamingOutputCall", "unary_stream")(request)], [31415, 92653])

    def ping_pong(self):
        turn = futures.ThreadPoolExecutor(1)
        import queue
        requests = queue.Queue()
        call = self.stub.call("FullDuplexCall", "stream_stream")(iter(requests.get, None))
        for size, response_size in ((27182, 31415), (8, 9), (1828, 2653), (45904, 58979)):
            requests.put(self.ask(size, response_size))
            equal(len(turn.submit(lambda: next(call)).result(10).payload.body), response_size)
        requests.put(None)
        equal(list(call), [])
        equal(call.code(), grpc.StatusCode.OK)

    def empty_stream(self):
        call = self.stub.call("FullDuplexCall", "stream_stream")(iter(()))
        equal(list(call), [])
        equal(call.code(), grpc.StatusCode.OK)

    def custom_metadata(self):
        metadata = ((INITIAL, "test_initial_metadata_value"), (TRAILING, b"\xab\xab\xab"))
        _, unary = self.stub.unary("UnaryCall").with_call(
            self.m.SimpleRequest(response_size=314159, payload=self.m.payload(271828)), metadata=metadata)
        duplex = self.stub.call("FullDuplexCall", "stream_stream")(iter([self.ask(271828, 314159)]), metadata=metadata)
        equal(len(list(duplex)), 1)
        for call in (unary, duplex):
            equal(dict(call.initial_metadata())[INITIAL], "test_initial_metadata_value")
            equal(dict(call.trailing_metadata())[TRAILING], b"\xab\xab\xab")

    def status_code_and_message(self):
        self.echoes("test status message")

    def special_status_message(self):
        self.echoes(SPECIAL)

    def echoes(self, text):
        status = self.m.EchoStatus(code=2, message=text)
        errors = [
            failure(lambda: self.stub.unary("UnaryCall")(self.m.SimpleRequest(response_status=status))),
            failure(lambda: list(self.stub.call("FullDuplexCall", "stream_stream")(iter([self.m.StreamingOutputCallRequest(response_status=status)])))),
        ]
        for error in errors:
            equal((error.code(), error.details()), (grpc.StatusCode.UNKNOWN, text))

    def unimplemented_method(self):
        equal(failure(lambda: self.stub.unary("UnimplementedCall")(self.m.Empty())).code(), grpc.StatusCode.UNIMPLEMENTED)

    def unimplemented_service(self):
        other = Stub(self.channel, self.m, "grpc.testing.UnimplementedService")
        equal(failure(lambda: other.unary("UnimplementedCall")(self.m.Empty())).code(), grpc.StatusCode.UNIMPLEMENTED)

    def cancel_after_begin(self):
        import queue
        call = self.stub.call("StreamingInputCall", "stream_unary").future(iter(queue.Queue().get, None))
        call.cancel()
        assert call.cancelled()
        equal(call.code(), grpc.StatusCode.CANCELLED)

    def cancel_after_first_response(self):
        import queue
        requests = queue.Queue()
        requests.put(self.ask(27182, 31415))
        call = self.stub.call("FullDuplexCall", "stream_stream")(iter(requests.get, None))
        equal(len(next(call).payload.body), 31415)
        call.cancel()
        equal(failure(lambda: next(call)).code(), grpc.StatusCode.CANCELLED)
        requests.put(None)

    def timeout_on_sleeping_server(self):
        request = self.m.StreamingOutputCallRequest(response_parameters=[self.m.ResponseParameters(size=1, interval_us=30_000_000)])
        call = self.stub.call("StreamingOutputCall", "unary_stream")(request, timeout=0.05)
        equal(failure(lambda: list(call)).code(), grpc.StatusCode.DEADLINE_EXCEEDED)


class Service:
    def __init__(self, messages):
        self.m = messages

    def echo(self, context):
        metadata = dict(context.invocation_metadata())
        if INITIAL in metadata:
            context.send_initial_metadata(((INITIAL, metadata[INITIAL]),))
        if TRAILING in metadata:
            context.set_trailing_metadata(((TRAILING, metadata[TRAILING]),))

    def fail_if_asked(self, request, context):
        if request.response_status.code:
            codes = {code.value[0]: code for code in grpc.StatusCode}
            context.abort(codes[request.response_status.code], request.response_status.message)

    def EmptyCall(self, request, context):
        return self.m.Empty()

    def UnaryCall(self, request, context):
        if request.response_compressed.value:
            context.set_compression(grpc.Compression.Gzip)
        self.echo(context)
        self.fail_if_asked(request, context)
        return self.m.SimpleResponse(payload=self.m.payload(request.response_size))

    def StreamingInputCall(self, requests, context):
        return self.m.StreamingInputCallResponse(aggregated_payload_size=sum(len(r.payload.body) for r in requests))

    def StreamingOutputCall(self, request, context):
        if any(p.compressed.value for p in request.response_parameters):
            context.set_compression(grpc.Compression.Gzip)
        self.echo(context)
        for parameters in request.response_parameters:
            time.sleep(parameters.interval_us / 1e6)
            if not parameters.compressed.value:
                context.disable_next_message_compression()
            yield self.m.StreamingOutputCallResponse(payload=self.m.payload(parameters.size))

    def FullDuplexCall(self, requests, context):
        self.echo(context)
        for request in requests:
            self.fail_if_asked(request, context)
            for parameters in request.response_parameters:
                yield self.m.StreamingOutputCallResponse(payload=self.m.payload(parameters.size))


def serve(messages):
    service = Service(messages)
    handlers = {}
    for method in messages.pool.FindServiceByName(SERVICE).methods:
        behaviour = getattr(service, method.name, None)
        if behaviour is None:
            continue
        proto = descriptor_pb2.MethodDescriptorProto()
        method.CopyToProto(proto)
        kind = ("stream" if proto.client_streaming else "unary") + "_" + ("stream" if proto.server_streaming else "unary")
        handlers[method.name] = getattr(grpc, kind + "_rpc_method_handler")(
            behaviour,
            request_deserializer=messages.of(method.input_type).FromString,
            response_serializer=lambda m: m.SerializeToString())
    server = grpc.server(futures.ThreadPoolExecutor(16))
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, handlers),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print("PORT", port, flush=True)
    sys.stdin.read()
    server.stop(0).wait()


def run(address, messages):
    with grpc.insecure_channel(address) as channel:
        cases = Cases(channel, messages)
        names = [n for n, f in vars(Cases).items() if callable(f) and n not in ("__init__", "ask", "echoes")]
        for name in names:
            try:
                getattr(cases, name)()
                print("PASS", name, flush=True)
            except Exception as error:  # a case reports whatever it failed of
                print("FAIL", name, " ".join(repr(error).split()), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "client":
        run(sys.argv[2], Messages(sys.argv[3]))
    else:
        serve(Messages(sys.argv[2]))
