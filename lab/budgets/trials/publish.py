"""Publishes to a queue that nobody reads until the broker has blocked its publishers, and some seconds longer."""
import os
import threading
import time

import pika

PUBLISHERS = 4
BODY = os.urandom(8192)
# Whoever is blocked sends nothing for seconds; then it is let go, and blocked again.
STILL_SECONDS = 2.5
AFTER_SECONDS = 6
MOST_SECONDS = 110
sent = 0


def publish():
    global sent
    while True:
        try:
            connection = pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", heartbeat=0))
            break
        except Exception:
            time.sleep(0.5)
    channel = connection.channel()
    channel.queue_declare("q", durable=False)
    while True:
        channel.basic_publish("", "q", BODY)
        sent += 1


for _ in range(PUBLISHERS):
    threading.Thread(target=publish, daemon=True).start()
end = time.monotonic() + MOST_SECONDS
while time.monotonic() < end:
    before = sent
    time.sleep(STILL_SECONDS)
    if 0 < before == sent:
        time.sleep(AFTER_SECONDS)
        print("done", sent, flush=True)
        os._exit(0)
print("never blocked", sent, flush=True)
os._exit(1)
