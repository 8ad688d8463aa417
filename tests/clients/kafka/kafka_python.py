"""kafka-python against the broker: python3 kafka_python.py host:port"""
import sys
import threading
import time
import uuid

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType, NewPartitions, NewTopic
from kafka.codec import has_lz4, has_snappy, has_zstd

bootstrap = sys.argv[1]
admin = KafkaAdminClient(bootstrap_servers=bootstrap)


def topic_with(partitions=1):
    name = f"kp-{uuid.uuid4().hex}"
    admin.create_topics([NewTopic(name, partitions, 1, topic_configs={"retention.ms": "3600000"})])
    return name


def codecs():
    installed = {"gzip": True, "snappy": has_snappy(), "lz4": has_lz4(), "zstd": has_zstd()}
    return [None] + [codec for codec, there in installed.items() if there]


def produces_and_consumes_with_every_codec():
    for codec in codecs():
        topic = topic_with()
        producer = KafkaProducer(bootstrap_servers=bootstrap, compression_type=codec, acks="all", linger_ms=20)
        sent = [producer.send(topic, key=b"k%d" % i, value=b"value %d" % i, headers=[("h", b"x")]) for i in range(200)]
        assert [future.get(10).offset for future in sent] == list(range(200))
        producer.close()
        consumer = KafkaConsumer(topic, bootstrap_servers=bootstrap, auto_offset_reset="earliest", consumer_timeout_ms=10000)
        read = [next(consumer) for _ in range(200)]
        assert [r.value for r in read] == [b"value %d" % i for i in range(200)], codec
        assert read[0].headers == [("h", b"x")]
        consumer.close()


def group_shares_partitions_as_members_join_and_leave():
    topic, group = topic_with(4), f"kp-{uuid.uuid4().hex}"
    owned, stop = {}, {}

    def run(name):
        consumer = KafkaConsumer(
            topic, bootstrap_servers=bootstrap, group_id=group, auto_offset_reset="earliest",
            session_timeout_ms=6000, heartbeat_interval_ms=200)
        while not stop[name].is_set():
            consumer.poll(100)
            owned[name] = {p.partition for p in consumer.assignment()}
        consumer.close()
        owned[name] = set()

    def start(name):
        stop[name], owned[name] = threading.Event(), set()
        thread = threading.Thread(target=run, args=(name,))
        thread.start()
        return thread

    def wait_for(shares):
        deadline = time.time() + 30
        while sorted(len(o) for o in owned.values()) != sorted(shares):
            assert time.time() < deadline, owned
            time.sleep(0.05)
        assert set().union(*owned.values()) == {0, 1, 2, 3}

    first = start("first")
    wait_for([4])
    second = start("second")
    wait_for([2, 2])
    described = admin.describe_consumer_groups([group])[0]
    assert (described.state, len(described.members)) == ("Stable", 2), described
    stop["second"].set()
    second.join()
    wait_for([4, 0])
    stop["first"].set()
    first.join()


def seeks_by_time_and_commits():
    topic, group = topic_with(), f"kp-{uuid.uuid4().hex}"
    producer = KafkaProducer(bootstrap_servers=bootstrap, compression_type="gzip", linger_ms=50)
    for i in range(100):
        producer.send(topic, value=b"%d" % i, timestamp_ms=1_700_000_000_000 + i * 1000)
    producer.close()
    partition = TopicPartition(topic, 0)
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, group_id=group, enable_auto_commit=False, consumer_timeout_ms=10000)
    consumer.assign([partition])
    found = consumer.offsets_for_times({partition: 1_700_000_000_000 + 41_500})[partition]
    assert (found.offset, found.timestamp) == (42, 1_700_000_042_000), found
    assert consumer.offsets_for_times({partition: 1_800_000_000_000})[partition] is None
    assert (consumer.beginning_offsets([partition])[partition], consumer.end_offsets([partition])[partition]) == (0, 100)
    consumer.seek(partition, found.offset)
    assert next(consumer).value == b"42"
    consumer.commit()
    assert consumer.committed(partition) == 43
    assert (group, "consumer") in [(g[0], g[1] or "consumer") for g in admin.list_consumer_groups()]
    assert admin.list_consumer_group_offsets(group)[partition].offset == 43
    consumer.close()
    assert admin.delete_consumer_groups([group])[0][1].errno == 0


def administers():
    topic = topic_with(2)
    admin.create_partitions({topic: NewPartitions(3)})
    assert len(admin.describe_topics([topic])[0]["partitions"]) == 3
    resource = ConfigResource(ConfigResourceType.TOPIC, topic, {"retention.bytes": "1000000"})
    admin.alter_configs([resource])
    configs = {c[0]: c[1] for c in admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic)])[0].resources[0][4]}
    assert configs["retention.bytes"] == "1000000" and configs["retention.ms"] == "604800000", configs
    admin.delete_topics([topic])
    assert topic not in admin.list_topics()


for case in (produces_and_consumes_with_every_codec, group_shares_partitions_as_members_join_and_leave, seeks_by_time_and_commits, administers):
    case()
    print("passed:", case.__name__, flush=True)
print("codecs:", codecs())
admin.close()
