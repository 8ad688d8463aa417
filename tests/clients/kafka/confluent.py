"""confluent-kafka against the broker: python3 confluent.py host:port"""
import sys
import time
import uuid

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, ConfigResource, NewPartitions, NewTopic

bootstrap = sys.argv[1]
admin = AdminClient({"bootstrap.servers": bootstrap})


def finish(futures):
    for future in futures.values():
        future.result(10)


def topic_with(partitions=1):
    name = f"ck-{uuid.uuid4().hex}"
    finish(admin.create_topics([NewTopic(name, partitions, 1)]))
    return name


def consumer_of(group, **settings):
    return Consumer({
        "bootstrap.servers": bootstrap, "group.id": group, "auto.offset.reset": "earliest", "enable.auto.commit": False,
        "session.timeout.ms": 6000, "heartbeat.interval.ms": 200, **settings})


def take(consumer, count):
    read, deadline = [], time.time() + 20
    while len(read) < count:
        assert time.time() < deadline, f"{len(read)} of {count}"
        message = consumer.poll(0.2)
        if message is not None:
            assert message.error() is None, message.error()
            read.append(message)
    return read


def produce(topic, count, timestamp=None, **settings):
    producer = Producer({"bootstrap.servers": bootstrap, "acks": "all", "linger.ms": 20, **settings})
    offsets = []

    def delivered(error, message):
        assert error is None, error
        offsets.append(message.offset())

    for i in range(count):
        when = {} if timestamp is None else {"timestamp": timestamp + i * 1000}
        producer.produce(topic, f"value {i}".encode(), f"k{i}".encode(), partition=0, callback=delivered, **when)
    assert producer.flush(20) == 0
    assert sorted(offsets) == list(range(count))


def produces_and_consumes_with_every_codec():
    for codec in ("none", "gzip", "snappy", "lz4", "zstd"):
        for idempotence in (False, True):
            topic = topic_with()
            produce(topic, 300, **{"compression.codec": codec, "enable.idempotence": idempotence})
            consumer = consumer_of(uuid.uuid4().hex)
            consumer.subscribe([topic])
            assert [m.value() for m in take(consumer, 300)] == [f"value {i}".encode() for i in range(300)], codec
            consumer.close()


def group_shares_partitions_as_members_join_and_leave():
    for strategy in ("range", "cooperative-sticky"):
        topic, group = topic_with(4), uuid.uuid4().hex
        members = [consumer_of(group, **{"partition.assignment.strategy": strategy})]
        members[0].subscribe([topic])

        def wait_for(shares):
            deadline = time.time() + 30
            while [len(m.assignment()) for m in members] != shares:
                assert time.time() < deadline, [m.assignment() for m in members]
                for member in members:
                    member.poll(0.05)

        wait_for([4])
        members.append(consumer_of(group, **{"partition.assignment.strategy": strategy}))
        members[1].subscribe([topic])
        wait_for([2, 2])
        assert {p.partition for m in members for p in m.assignment()} == {0, 1, 2, 3}
        described = admin.list_groups(group)[0]
        assert (described.state, len(described.members)) == ("Stable", 2)
        members.pop().close()
        wait_for([4])
        members.pop().close()


def seeks_by_time_and_commits():
    for codec in ("none", "gzip", "snappy", "lz4", "zstd"):
        topic, group, start = topic_with(), uuid.uuid4().hex, 1_700_000_000_000
        produce(topic, 100, timestamp=start, **{"compression.codec": codec})
        consumer = consumer_of(group)
        found = consumer.offsets_for_times([TopicPartition(topic, 0, start + 41_500)], timeout=10)[0]
        assert found.offset == 42, (codec, found)
        assert consumer.get_watermark_offsets(TopicPartition(topic, 0), timeout=10) == (0, 100)
        consumer.assign([TopicPartition(topic, 0, found.offset)])
        message = take(consumer, 1)[0]
        assert (message.value(), message.timestamp()[1]) == (b"value 42", start + 42_000)
        consumer.commit(message, asynchronous=False)
        assert consumer.committed([TopicPartition(topic, 0)], timeout=10)[0].offset == 43
        consumer.close()


def administers():
    topic = topic_with(2)
    finish(admin.create_partitions([NewPartitions(topic, 3)]))
    assert len(admin.list_topics(topic, timeout=10).topics[topic].partitions) == 3
    finish(admin.alter_configs([ConfigResource("topic", topic, {"retention.ms": "60000"})]))
    resource = ConfigResource("topic", topic)
    configs = admin.describe_configs([resource])[resource].result(10)
    assert configs["retention.ms"].value == "60000" and configs["cleanup.policy"].value == "delete"
    broker = ConfigResource("broker", "1")
    assert admin.describe_configs([broker])[broker].result(10)["num.partitions"].value
    finish(admin.delete_topics([topic]))
    assert topic not in admin.list_topics(timeout=10).topics


for case in (produces_and_consumes_with_every_codec, group_shares_partitions_as_members_join_and_leave, seeks_by_time_and_commits, administers):
    case()
    print("passed:", case.__name__, flush=True)
