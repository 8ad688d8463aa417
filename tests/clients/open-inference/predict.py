"""Asks for predictions with Python's grpcio: `predict.py <address> <descriptors> <token> <model>`, prints one line for each case.

The descriptors are a serialized FileDescriptorSet of the Open Inference Protocol; the model takes temp and hum.
"""
import struct
import sys

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

address, descriptors, token, model = sys.argv[1:]
files = descriptor_pb2.FileDescriptorSet()
with open(descriptors, "rb") as f:
    files.ParseFromString(f.read())
pool = descriptor_pool.DescriptorPool()
for file in files.file:
    pool.Add(file)
service = pool.FindServiceByName("inference.GRPCInferenceService")
methods = {m.name: m for m in service.methods}


def message(descriptor):
    if hasattr(message_factory, "GetMessageClass"):
        return message_factory.GetMessageClass(descriptor)
    return message_factory.MessageFactory(pool).GetPrototype(descriptor)


def call(rpc, **fields):
    method = methods[rpc]
    return channel.unary_unary(
        f"/{service.full_name}/{rpc}",
        request_serializer=lambda m: m.SerializeToString(),
        response_deserializer=message(method.output_type).FromString,
    )(message(method.input_type)(**fields), metadata=[("authorization", f"Bearer {token}")], timeout=30)



with grpc.insecure_channel(address) as channel:
    print("ready", call("ModelReady", name=model).ready)
    metadata = call("ModelMetadata", name=model)
    print("inputs", *[f"{t.name}:{t.datatype}:{list(t.shape)}" for t in metadata.inputs])

    typed = call("ModelInfer", model_name=model, id="python-typed", inputs=[
        dict(name="temp", datatype="FP32", shape=[2], contents=dict(fp32_contents=[0.25, 0.75])),
        dict(name="hum", datatype="FP64", shape=[2], contents=dict(fp64_contents=[1, float("nan")]))])
    own = typed.parameters["prediction_id"].string_param
    print("typed", typed.id, typed.model_version, list(typed.outputs[0].contents.fp32_contents), len(own) == 32)

    raw = call("ModelInfer", model_name=model, inputs=[
        dict(name="temp", datatype="FP32", shape=[2]), dict(name="hum", datatype="INT64", shape=[2])],
        raw_input_contents=[struct.pack("<2f", 0.75, 0.25), struct.pack("<2q", 1, 2)])
    print("raw", list(struct.unpack("<2f", raw.raw_output_contents[0])))

    try:
        call("ModelInfer", model_name=model, inputs=[dict(name="temp", datatype="FP32", shape=[1], contents=dict(fp32_contents=[1]))])
    except grpc.RpcError as e:
        print("refused", e.code().name, e.details())
