#!/usr/bin/env python3
"""Lists, watches and adds neighbors with Python's grpcio, knowing nothing but what the server's reflection tells.

    grpc_client.py TARGET IP MAC INTERFACE

TARGET is as grpcio has it: `127.0.0.1:50051` or `unix:/run/neighsyncd/api.sock`. Prints a line of JSON for each step.
"""

import json
import sys

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

# The reflection service itself, by hand: fields of grpc/reflection/v1/reflection.proto that are needed here.
PACKAGE = "grpc.reflection.v1"
STRING, BYTES, MESSAGE = 9, 12, 11


def reflection_messages():
    file = descriptor_pb2.FileDescriptorProto(name="reflection.proto", package=PACKAGE, syntax="proto3")

    def message(name, *fields):
        declared = file.message_type.add(name=name)
        for field, number, kind, repeated, type_name in fields:
            label = 3 if repeated else 1
            added = declared.field.add(name=field, number=number, type=kind, label=label)
            if type_name:
                added.type_name = f".{PACKAGE}.{type_name}"

    message("Request", ("file_containing_symbol", 4, STRING, False, None), ("list_services", 7, STRING, False, None))
    message("Files", ("file_descriptor_proto", 1, BYTES, True, None))
    message("Service", ("name", 1, STRING, False, None))
    message("Services", ("service", 1, MESSAGE, True, "Service"))
    message(
        "Response",
        ("file_descriptor_response", 4, MESSAGE, False, "Files"),
        ("list_services_response", 6, MESSAGE, False, "Services"),
    )
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    factory = message_factory.MessageFactory(pool)
    return [factory.GetPrototype(pool.FindMessageTypeByName(f"{PACKAGE}.{name}")) for name in ("Request", "Response")]


def reflect(channel):
    """The services, and a pool with all that they need."""
    request, response = reflection_messages()
    ask = channel.stream_stream(
        f"/{PACKAGE}.ServerReflection/ServerReflectionInfo",
        request_serializer=request.SerializeToString,
        response_deserializer=response.FromString,
    )
    names = [one.name for one in next(ask(iter([request(list_services="*")]))).list_services_response.service]
    pool, added = descriptor_pool.DescriptorPool(), set()
    for name in names:
        reply = next(ask(iter([request(file_containing_symbol=name)])))
        for encoded in reversed(reply.file_descriptor_response.file_descriptor_proto):
            file = descriptor_pb2.FileDescriptorProto.FromString(encoded)
            if file.name not in added:
                added.add(file.name)
                pool.Add(file)
    return names, pool


class Service:
    """The methods of a service as functions of keywords."""

    def __init__(self, channel, pool, name):
        factory = message_factory.MessageFactory(pool)
        for method in pool.FindServiceByName(name).methods:
            request = factory.GetPrototype(method.input_type)
            response = factory.GetPrototype(method.output_type)
            streams = method.name.startswith("Watch")
            make = channel.unary_stream if streams else channel.unary_unary
            call = make(
                f"/{name}/{method.name}",
                request_serializer=request.SerializeToString,
                response_deserializer=response.FromString,
            )
            setattr(self, method.name, lambda call=call, request=request, **fields: call(request(**fields), timeout=30))


def say(step, **facts):
    print(json.dumps({"step": step, **facts}), flush=True)


def shown(message):
    return json_format.MessageToDict(message, preserving_proto_field_name=True)


def main(target, ip_address, mac_address, interface):
    with grpc.insecure_channel(target) as channel:
        names, pool = reflect(channel)
        say("reflect", services=names)
        neighbors = Service(channel, pool, "neighsync.v1.NeighborService")
        say("list", neighbors=[shown(one) for one in neighbors.ListNeighbors(page_size=10).neighbors])
        events = neighbors.WatchNeighbors()
        seen = []
        while "synced" not in seen:
            seen.append(next(events).WhichOneof("event"))
        say("watch", events=seen)
        added = neighbors.AddNeighbor(ip_address=ip_address, mac_address=mac_address, interface=interface)
        say("add", answer=shown(added))
        say("changed", event=shown(next(events)))
        events.cancel()
        try:
            neighbors.GetNeighbor(ip_address="10.255.255.255")
        except grpc.RpcError as error:
            say("absent", code=error.code().name, details=error.details())


if __name__ == "__main__":
    main(*sys.argv[1:])
