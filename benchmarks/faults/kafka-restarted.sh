# the broker is restarted (SIGTERM)
# long
# shellcheck shell=bash disable=SC2034,SC2154
fault_kafka_restarted() {
    kill -TERM -- "-$pid_kafka"
    wait "$pid_kafka" || true
    kafka
}
