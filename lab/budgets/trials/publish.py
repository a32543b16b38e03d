"""Publishes for a while to a queue that nobody reads, much faster than the broker's looks at its memory: it blocks its publishers, and lets them go on."""
import os
import threading
import time

import pika

PUBLISHERS = 4
SECONDS = 20
BODY = os.urandom(8192)


def publish():
    while True:
        try:
            connection = pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", heartbeat=0))
            break
        except Exception:
            time.sleep(0.5)
    ready.release()
    channel = connection.channel()
    channel.queue_declare("q", durable=False)
    while True:
        channel.basic_publish("", "q", BODY)


ready = threading.Semaphore(0)
for _ in range(PUBLISHERS):
    threading.Thread(target=publish, daemon=True).start()
ready.acquire()
time.sleep(SECONDS)
print("done", flush=True)
os._exit(0)
