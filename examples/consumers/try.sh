#!/usr/bin/env bash
# Runs the service with a simulated fleet in fast motion, reads its alerts with each consumer, and checks that all saw the
# same. Needs kcat and python3-confluent-kafka. Takes about a minute.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
lib="$root/detector/service/target/quick/dist/lib"
count=6
work=$(mktemp -d)
service=

stop() {
  if [ -n "$service" ]; then
    kill "$service" 2>/dev/null || true
    wait "$service" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap stop EXIT

fail() {
  echo "examples/consumers: $1" >&2
  tail -n 20 "$work/log" >&2 || true
  exit 1
}

"$root/dropsight" --version >/dev/null # builds it, if need be
read -r kafka http < <(/usr/bin/python3 -c '
import socket
a, b = socket.socket(), socket.socket()
a.bind(("127.0.0.1", 0)); b.bind(("127.0.0.1", 0))
print(a.getsockname()[1], b.getsockname()[1])')

DROPSIGHT_KAFKA_DATA_FOLDER="$work/data" DROPSIGHT_KAFKA_EMBEDDED_PORT="$kafka" DROPSIGHT_HTTP_PORT="$http" \
  DROPSIGHT_SOURCES_SIMULATIONS_DEMO_SEED=1 DROPSIGHT_SOURCES_SIMULATIONS_DEMO_DEVICES=200 \
  DROPSIGHT_SOURCES_SIMULATIONS_DEMO_SPEED=5000 "$root/dropsight" run >"$work/log" 2>&1 &
service=$!

versions() { # how many are on the topic
  kcat -C -q -e -b "127.0.0.1:$kafka" -t dropsight.alerts -X isolation.level=read_committed 2>/dev/null | wc -l
}
for _ in $(seq 120); do
  kill -0 "$service" 2>/dev/null || fail "the service has ended"
  [ "$(versions)" -ge "$count" ] && break
  sleep 1
done
[ "$(versions)" -ge "$count" ] || fail "there were not $count versions of alerts within two minutes"

timeout 60 kcat -C -q -b "127.0.0.1:$kafka" -t dropsight.alerts -o beginning -c "$count" \
  -X isolation.level=read_committed -f '%k\t%s\n' >"$work/kcat" || fail "kcat: see above"
timeout 60 java -cp "$lib/*" "$here/AlertConsumer.java" "127.0.0.1:$kafka" dropsight.alerts "$count" \
  >"$work/java" 2>"$work/java.err" || fail "java: $(cat "$work/java.err")"
timeout 60 /usr/bin/python3 "$here/alerts.py" "127.0.0.1:$kafka" dropsight.alerts "$count" \
  >"$work/python" || fail "python: see above"
timeout 60 "$root/dropsight" alerts --bootstrap-servers "127.0.0.1:$kafka" --all=100 --json >"$work/alerts" ||
  fail "dropsight alerts: see above"

cmp "$work/kcat" "$work/java" || fail "kcat and the Java consumer saw different alerts"
cmp "$work/kcat" "$work/python" || fail "kcat and the Python consumer saw different alerts"
for id in $(cut -f 1 "$work/kcat" | sort -u); do
  grep -q "\"alertId\":\"$id\"" "$work/alerts" || fail "dropsight alerts does not show $id"
done
echo "examples/consumers: $(cut -f 1 "$work/kcat" | sort -u | wc -l) alerts, the same for Java, kcat, Python and dropsight alerts"
