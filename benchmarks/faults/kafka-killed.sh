# the broker is killed with -9, and starts again
# shellcheck shell=bash disable=SC2034,SC2154
fault_kafka_killed() {
    kill_now kafka
    kafka
}
