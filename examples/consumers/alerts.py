#!/usr/bin/python3
"""Prints the id and the CloudEvent of each version of each alert, from the first on.

alerts.py localhost:9092 [dropsight.alerts] [how many]      (Debian: python3-confluent-kafka)
"""
import sys

from confluent_kafka import OFFSET_BEGINNING, Consumer, TopicPartition

servers = sys.argv[1]
topic = sys.argv[2] if len(sys.argv) > 2 else "dropsight.alerts"
left = int(sys.argv[3]) if len(sys.argv) > 3 else sys.maxsize

consumer = Consumer({
    "bootstrap.servers": servers,
    "group.id": "alerts-py",
    "isolation.level": "read_committed",  # what a transaction took back was never said
    "enable.auto.commit": False,
})
consumer.assign([TopicPartition(topic, 0, OFFSET_BEGINNING)])
try:
    while left > 0:
        alert = consumer.poll(0.5)
        if alert is None:
            continue
        if alert.error():
            sys.exit(f"{topic} cannot be read: {alert.error()}")
        print(alert.key().decode(), alert.value().decode(), sep="\t", flush=True)
        left -= 1
except KeyboardInterrupt:
    pass
finally:
    consumer.close()
